import type { IstioGateway, Service, VirtualService, VirtualServiceRoute } from '../facets.js';
import { gatewayNamed } from './gateway-pods.js';
import { matchesLabels } from './selector.js';

/** What a VirtualService is bound to: `mesh` for sidecars, `namespace/name` for Gateways. */
export function bindingsOf({ namespace, spec }: VirtualService): readonly string[] {
  return spec.gateways.map((written) => bindingNamed(written, namespace));
}

/** Rules that apply to one binding: those of which some match names it, or names none. */
export function routesAt(virtualService: VirtualService, binding: string): readonly VirtualServiceRoute[] {
  if (!bindingsOf(virtualService).includes(binding)) return [];
  return virtualService.spec.routes.filter(
    ({ matches = [] }) =>
      matches.length === 0 ||
      matches.some(
        ({ gateways }) =>
          gateways.length === 0 ||
          gateways.some((written) => bindingNamed(written, virtualService.namespace) === binding),
      ),
  );
}

function bindingNamed(written: string, namespace: string): string {
  return written === 'mesh' ? written : gatewayNamed(written, namespace);
}

/** Gateways that the pods of a service take, as far as selectors tell. */
export function gatewaysBehind({ selector }: Service, gateways: readonly IstioGateway[]): readonly IstioGateway[] {
  if (selector === undefined) return [];
  return gateways.filter(({ spec }) => spec.selector.size > 0 && matchesLabels(spec.selector, selector));
}
