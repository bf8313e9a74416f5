import { citeField } from '../../core/evidence.js';
import { matchesGlob } from '../../core/glob.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { DestinationRule, MeshFacts } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { groupBy } from '../../model/lookup/derive.js';
import { envoyRoutes } from '../../model/lookup/envoy-routes.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { routedSubsets } from '../../model/lookup/routed-subsets.js';
import { unknownHost } from '../../model/lookup/unknown-host.js';
import { defineCheck } from '../check.js';

export const routingMissingSubset = defineCheck({
  meta: {
    id: 'routing/missing-subset',
    title: 'Every subset that is routed to exists',
    severity: 'error',
    why: 'Envoy has no cluster for a subset that no DestinationRule defines, and answers 503 with the flag NC.',
    fix: [
      {
        text: 'Define the subset in a DestinationRule of the host, or route to one that exists.',
        command: 'kubectl get destinationrules -n {namespace} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
      },
    ],
    aliases: ['IST0101', 'KIA1107'],
  },
  requires: ['virtualServices', 'destinationRules', 'mesh'],
  uses: ['services', 'serviceEntries', 'proxyConfigs', 'clusters'],
  messages: {
    missing:
      'VirtualService {namespace}/{name} sends requests to subset "{subset}" of {host}, which no DestinationRule defines',
  },
  identity: ['host', 'subset'],
  *run(facets, { undecided }) {
    const { virtualServices, destinationRules, mesh, services, serviceEntries, proxyConfigs } = acrossClusters(facets);
    const rules = rulesByHost(destinationRules, mesh);
    for (const [key, routed] of routedSubsets(virtualServices, mesh)) {
      const [{ host, subset }] = routed;
      const ofHost = rules(host);
      if (ofHost.some(({ spec }) => spec.subsets.some((defined) => defined.name === subset))) continue;
      // A host that does not exist is routing/unknown-host's.
      if (services !== undefined && unknownHost(host, { services, mesh, ...(serviceEntries && { serviceEntries }) }))
        continue;
      const dumps = proxyConfigs && proxyConfigs.length > 0 ? envoyRoutes(proxyConfigs) : undefined;
      // A proxy that has the cluster knows a DestinationRule that is not in the bundle.
      if (dumps?.subsets.has(key)) continue;
      if (!hasAll(mesh, 'DestinationRule')) {
        undecided(notGathered('DestinationRule', `one for subset "${subset}" of ${host}`));
        continue;
      }
      const isUnused = dumps !== undefined && !dumps.routedSubsets.has(key);

      const byVirtualService = groupBy(
        routed,
        ({ virtualService }) => `${virtualService.namespace}/${virtualService.name}`,
      );
      for (const same of byVirtualService.values()) {
        const [{ virtualService }] = same;
        const { namespace, name, source } = virtualService;
        yield {
          messageId: 'missing',
          args: { namespace, name, host, subset },
          subject: { kind: 'VirtualService', namespace, name },
          severity: isUnused ? 'info' : same.some(({ isServing }) => isServing) ? 'error' : 'warning',
          detail: `${definedText(ofHost)}${isUnused ? ' No proxy whose configuration was captured has such a route.' : ''}`,
          evidence: mapNonEmpty(same, ({ field }) => citeField(source, `${field}.subset`, subset)),
        };
      }
    }
  },
});

/** Rules of a host: those that name it, and those that cover it with a wildcard. */
function rulesByHost(rules: readonly DestinationRule[], mesh: MeshFacts): (host: string) => readonly DestinationRule[] {
  const byHost = groupBy(rules, ({ namespace, spec }) => fullHost(spec.host, namespace, mesh));
  const wildcards = [...byHost].filter(([pattern]) => pattern.includes('*'));
  return (host) => [
    ...(byHost.get(host) ?? []),
    ...wildcards.flatMap(([pattern, covering]) => (matchesGlob(pattern, host) ? covering : [])),
  ];
}

function definedText(rules: readonly DestinationRule[]): string {
  if (rules.length === 0) return 'No DestinationRule is for this host.';
  const defined = rules.map(({ namespace, name, spec }) => {
    const subsets = spec.subsets.map((subset) => subset.name).join(', ') || 'no subsets';
    return `DestinationRule ${namespace}/${name} defines ${subsets}.`;
  });
  return defined.slice(0, 3).join(' ');
}
