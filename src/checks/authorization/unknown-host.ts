import { citeField } from '../../core/evidence.js';
import type { FacetName, Facets } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { mayBeElsewhere } from '../../model/lookup/unknown-host.js';
import { defineCheck } from '../check.js';

export const authorizationUnknownHost = defineCheck({
  meta: {
    id: 'authorization/unknown-host',
    title: 'Service names in AuthorizationPolicies exist',
    severity: 'error',
    why: 'operation.hosts is compared with the Host header. A name that looks like a service and is none is a header that no client of the mesh sends.',
    fix: [
      {
        text: 'Write the host as clients send it, with and without the port where they send one.',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation',
      },
    ],
    aliases: ['KIA0104'],
    decides:
      'Only a host without a dot, or `name.namespace` with a known namespace, is taken for a service: then a Service, a ServiceEntry or a VirtualService has to have it.',
    falsePositives: [
      'Hosts with wildcards and other domain names are Host headers and are never looked up.',
      'Where traffic to unknown hosts is allowed (ALLOW_ANY, the default) it is a warning.',
    ],
  },
  requires: ['authorizationPolicies', 'services', 'mesh'],
  uses: ['serviceEntries', 'virtualServices', 'namespaces', 'meshConfig'],
  identity: ['host'],
  messages: {
    unknown: 'AuthorizationPolicy {namespace}/{name} is about the host {host}, which no service has',
  },
  *run(facets, { undecided }) {
    const { authorizationPolicies, mesh, meshConfig } = facets;
    const virtualHosts = new Set(
      (facets.virtualServices ?? []).flatMap((object) =>
        object.spec.hosts.map((host) => fullHost(host, object.namespace, mesh)),
      ),
    );
    for (const policy of authorizationPolicies) {
      const { namespace, name, source } = policy;
      for (const operation of (policy.spec.ruleList ?? []).flatMap(({ to }) => to)) {
        for (const [index, host] of operation.hosts.entries()) {
          const full = serviceHost(host, namespace, facets);
          if (full === undefined || virtualHosts.has(full) || virtualHosts.has(host)) continue;
          if (findHost(full, facets) !== undefined || findHost(host, facets) !== undefined) continue;
          if (mayBeElsewhere(full, mesh)) {
            undecided(`the bundle does not have every service, so that ${full} may exist`);
            continue;
          }
          yield {
            messageId: 'unknown',
            args: { namespace, name, host },
            subject: configSubject(policy),
            severity: meshConfig?.outboundTrafficPolicy === 'REGISTRY_ONLY' ? 'error' : 'warning',
            evidence: [citeField(source, `${operation.field}.hosts[${index}]`, host)],
          };
        }
      }
    }
  },
});

type Needs = Pick<Facets, 'services' | 'mesh'> & Partial<Pick<Facets, Extract<FacetName, 'namespaces'>>>;

/** The service that a host seems to mean; absent for what can only be a Host header. */
function serviceHost(host: string, own: string, { services, namespaces = [], mesh }: Needs): string | undefined {
  const [name = '', namespace = own, ...rest] = host.split('.', 3);
  if (name === '' || host.includes('*') || host.includes(':') || rest.length > 0) return undefined;
  const isKnown =
    namespace === own ||
    namespaces.some((known) => known.name === namespace) ||
    services.some((service) => service.namespace === namespace);
  return isKnown ? `${name}.${namespace}.svc.${mesh.clusterDomain}` : undefined;
}
