import type { IstioGateway, VirtualService } from '../facets.js';
import { derivedOnce } from './derive.js';
import { gatewayNamed } from './gateway-pods.js';

/** A Gateway that a VirtualService names, in `spec.gateways` or in a match. */
export interface NamedGateway {
  /** `spec.gateways[0]` or `spec.http[1].match[0].gateways[0]`. */
  field: string;
  /** As written. */
  written: string;
  /** `namespace/name`. */
  key: string;
  /** Absent: no Gateway in the bundle has that name. */
  gateway?: IstioGateway;
}

/** What a VirtualService binds itself to, `mesh` left out. */
export function namedGateways(
  { namespace, spec }: VirtualService,
  gateways: readonly IstioGateway[],
): readonly NamedGateway[] {
  return spec.gateways.flatMap((written, index) => named(written, `spec.gateways[${index}]`, namespace, gateways));
}

/** What the matches of its routes name. */
export function namedGatewaysOfMatches(
  { namespace, spec }: VirtualService,
  gateways: readonly IstioGateway[],
): readonly NamedGateway[] {
  return spec.routes.flatMap(({ matches = [] }) =>
    matches.flatMap((match) =>
      match.gateways.flatMap((written, index) =>
        named(written, `${match.field}.gateways[${index}]`, namespace, gateways),
      ),
    ),
  );
}

function named(written: string, field: string, namespace: string, gateways: readonly IstioGateway[]): NamedGateway[] {
  if (written === 'mesh') return [];
  const key = gatewayNamed(written, namespace);
  const gateway = byKey(gateways).get(key);
  return [{ field, written, key, ...(gateway !== undefined && { gateway }) }];
}

const byKey = derivedOnce(
  (gateways: readonly IstioGateway[]) =>
    new Map(gateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway])),
);
