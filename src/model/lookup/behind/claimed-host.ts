import { citeField } from '../../../core/evidence.js';
import type { Facets } from '../../facets.js';
import { outboundName } from '../envoy-names.js';
import { fullHost, hostOfService } from '../hosts.js';
import { type Behind, type Cited, citing, nameOf, serviceName } from './behind.js';
import type { Refusal } from './refusal.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, 'services' | 'serviceEntries' | 'virtualServices' | 'kubernetesRoutes' | 'destinationRules'>>;

const duplicateDomain = /Only unique values for domains are permitted\. Duplicate entry of domain ([^\s"\\]{1,253})/;
const duplicateCluster = /duplicate cluster '?([^\s',]{1,300})/;

/** Two virtual hosts of one table have a domain: the objects that claim it. */
export function behindClaimedDomain({ text }: Refusal, known: Known): Behind | undefined {
  const domain = duplicateDomain
    .exec(text)?.[1]
    ?.replace(/:\d{1,5}$/, '')
    .toLowerCase();
  if (domain === undefined) return undefined;
  const claims = [...claimsByRouting(domain, known), ...claimsByRegistry(domain, known)];
  return citing(claims, (names) => `${domain} is claimed by ${names}.`);
}

/** An Envoy cluster was made twice: the objects that have its host, and DestinationRules with its subset. */
export function behindClaimedCluster(text: string, known: Known): Behind | undefined {
  const { host, subset } = outboundName(duplicateCluster.exec(text)?.[1] ?? '') ?? {};
  if (host === undefined) return undefined;
  const rules = (known.destinationRules ?? []).filter(
    ({ namespace, spec }) =>
      fullHost(spec.host, namespace, known.mesh) === host && spec.subsets.some(({ name }) => name === subset),
  );
  const claims = [
    ...claimsByRegistry(host, known),
    ...rules.map((object) => ({ object: nameOf(object), evidence: citeField(object.source, 'spec.subsets', subset) })),
  ];
  return citing(claims, (names) => `${host} is a host of ${names}.`);
}

function claimsByRouting(
  domain: string,
  { virtualServices = [], kubernetesRoutes = [], mesh }: Known,
): readonly Cited[] {
  return [
    ...virtualServices.flatMap((object) =>
      object.spec.hosts.flatMap((host, index): Cited[] =>
        isDomainOf(fullHost(host, object.namespace, mesh), domain, mesh)
          ? [{ object: nameOf(object), evidence: citeField(object.source, `spec.hosts[${index}]`, host) }]
          : [],
      ),
    ),
    ...kubernetesRoutes.flatMap((object) =>
      object.spec.hostnames.flatMap((host, index): Cited[] =>
        host.toLowerCase() === domain
          ? [{ object: nameOf(object), evidence: citeField(object.source, `spec.hostnames[${index}]`, host) }]
          : [],
      ),
    ),
  ];
}

function claimsByRegistry(domain: string, { services = [], serviceEntries = [], mesh }: Known): readonly Cited[] {
  return [
    ...serviceEntries.flatMap((object) =>
      object.spec.hosts.flatMap((host, index): Cited[] =>
        host.toLowerCase() === domain || isDomainOf(host, domain, mesh)
          ? [{ object: nameOf(object), evidence: citeField(object.source, `spec.hosts[${index}]`, host) }]
          : [],
      ),
    ),
    ...services.flatMap((service): Cited[] =>
      isDomainOf(hostOfService(service, mesh), domain, mesh)
        ? [{ object: serviceName(service), evidence: citeField(service.source, 'metadata.name', service.name) }]
        : [],
    ),
  ];
}

/** The short names that istiod adds to the domains of a host: `reviews.shop`, `reviews.shop.svc`; `reviews` alone is of any namespace. */
function isDomainOf(host: string, domain: string, { clusterDomain }: Facets['mesh']): boolean {
  const full = host.toLowerCase();
  if (full === domain) return true;
  const suffix = `.svc.${clusterDomain}`;
  if (!full.endsWith(suffix) || !domain.includes('.')) return false;
  const short = full.slice(0, -suffix.length);
  return domain === short || domain === `${short}.svc`;
}
