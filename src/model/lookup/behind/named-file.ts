import { citeField } from '../../../core/evidence.js';
import type { DestinationRule, Facets, IstioGateway, TrafficPolicy } from '../../facets.js';
import { type Behind, type Cited, citing, nameOf } from './behind.js';

type Known = Partial<Pick<Facets, 'destinationRules' | 'istioGateways'>>;

const missingFile = /(?:Invalid path: |unable to read file: |Failed to load [a-zA-Z ]{1,40} from )(\/[^\s,"']{1,300})/;

/** A certificate file that the proxy cannot read: the DestinationRules and Gateways that name it. */
export function behindNamedFile(
  text: string,
  { destinationRules = [], istioGateways = [] }: Known,
): Behind | undefined {
  const file = missingFile.exec(text)?.[1];
  if (file === undefined) return undefined;
  const naming = [
    ...destinationRules.flatMap((rule) => namedBy(rule, fieldInRule(rule, file), file)),
    ...istioGateways.flatMap((gateway) => namedBy(gateway, fieldInGateway(gateway, file), file)),
  ];
  return citing(naming, (names) => `The file is named by ${names}.`);
}

function namedBy(object: DestinationRule | IstioGateway, field: string | undefined, file: string): Cited[] {
  return field === undefined ? [] : [{ object: nameOf(object), evidence: citeField(object.source, field, file) }];
}

function fieldInRule({ spec }: DestinationRule, file: string): string | undefined {
  const policies = [spec.policy, ...spec.subsets.map(({ policy }) => policy)].filter((policy) => policy !== undefined);
  return policies
    .flatMap((policy): Omit<TrafficPolicy, 'ports'>[] => [policy, ...policy.ports])
    .flatMap(({ tls }) => {
      if (tls?.caCertificates === file) return `${tls.field}.caCertificates`;
      return tls?.clientCertificate === file ? `${tls.field}.clientCertificate` : [];
    })[0];
}

function fieldInGateway({ spec }: IstioGateway, file: string): string | undefined {
  return spec.servers.flatMap(({ field, tls }) => {
    const keys = ['serverCertificate', 'privateKey', 'caCertificates'] as const;
    return keys.filter((key) => tls?.[key] === file).map((key) => `${field}.tls.${key}`);
  })[0];
}
