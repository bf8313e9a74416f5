import { citeField } from '../../core/evidence.js';
import { matchesGlob } from '../../core/glob.js';
import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { DestinationRule, MeshFacts, Namespace } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { envoyRoutes } from '../../model/lookup/envoy-routes.js';
import { fullHost, isExportedTo } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { type RoutedSubset, routedSubsets } from '../../model/lookup/routed-subsets.js';
import { unknownHost } from '../../model/lookup/unknown-host.js';
import { exportsOf } from '../../model/lookup/visible-hosts.js';
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
    codes: ['IST0101', 'KIA1107'],
    decides:
      'Some DestinationRule for the host, or for a wildcard over it, defines the subset; for routes of sidecars one that is exported to the namespace of the VirtualService.',
    falsePositives: [
      'A subset that a captured proxy has a cluster for is known, whatever the bundle lacks.',
      'Subsets of a host that does not exist are left to routing/unknown-host.',
    ],
  },
  requires: ['virtualServices', 'destinationRules', 'mesh'],
  uses: ['services', 'serviceEntries', 'namespaces', 'meshConfig', 'proxyConfigs', 'clusters'],
  messages: {
    missing:
      'VirtualService {namespace}/{name} sends requests to subset "{subset}" of {host}, which no DestinationRule defines',
    notExported:
      'VirtualService {namespace}/{name} sends requests to subset "{subset}" of {host}, which DestinationRule {rule} defines and does not export to namespace {namespace}',
  },
  identity: ['host', 'subset'],
  *run(facets, { undecided }) {
    const { virtualServices, destinationRules, mesh, proxyConfigs, meshConfig, ...registry } = acrossClusters(facets);
    const { services, serviceEntries, namespaces = [] } = registry;
    const rules = rulesByHost(destinationRules, (rule) => fullHost(rule.spec.host, rule.namespace, mesh));
    const rulesOfKiali = rulesByHost(destinationRules, (rule) =>
      hostOfKiali(rule.spec.host, rule.namespace, namespaces, mesh),
    );
    const dumps = proxyConfigs && proxyConfigs.length > 0 ? envoyRoutes(proxyConfigs) : undefined;
    for (const [key, routed] of routedSubsets(virtualServices, mesh)) {
      const [{ host, subset }] = routed;
      // A proxy that has the cluster knows a DestinationRule that is not in the bundle.
      if (dumps?.subsets.has(key)) continue;
      const ofHost = rules(host);
      const defining = definers(ofHost, subset);
      // A host that does not exist is routing/unknown-host's.
      const unknown = services && unknownHost(host, { services, mesh, ...(serviceEntries && { serviceEntries }) });
      if (unknown !== undefined && !(mesh.isManifests && unknown.maybeNotCaptured)) continue;
      if (defining.length === 0 && !hasAll(mesh, 'DestinationRule')) {
        undecided(notGathered('DestinationRule', `one for subset "${subset}" of ${host}`));
        continue;
      }
      const isUnused = dumps !== undefined && !dumps.routedSubsets.has(key);
      for (const same of byVirtualService(routed)) {
        const [{ virtualService }] = same;
        const { namespace, name, source, spec } = virtualService;
        if (!isAnalyzedNamespace(namespace)) continue;
        const [hidden] = defining;
        const isSeen = ({ namespace: own, ...rule }: DestinationRule) =>
          isExportedTo(exportsOf(rule, meshConfig), own, namespace);
        if (hidden !== undefined && (!spec.gateways.includes('mesh') || defining.some(isSeen))) continue;
        const severity = isUnused ? 'info' : same.some(({ isServing }) => isServing) ? 'error' : 'warning';
        const ofKiali = rulesOfKiali(hostOfKiali(same[0].written, namespace, namespaces, mesh)).filter(isSeen);
        yield {
          messageId: hidden === undefined ? 'missing' : 'notExported',
          args: {
            namespace,
            name,
            host,
            subset,
            ...(hidden !== undefined && { rule: `${hidden.namespace}/${hidden.name}` }),
          },
          subject: { kind: 'VirtualService', namespace, name },
          severity: hidden !== undefined && severity === 'error' ? 'warning' : severity,
          aliases: [
            ...(hidden === undefined ? ['IST0101'] : []),
            ...(definers(ofKiali, subset).length === 0 ? ['KIA1107'] : []),
          ],
          detail: `${definedText(ofHost)}${isUnused ? ' No proxy whose configuration was captured has such a route.' : ''}`,
          evidence: mapNonEmpty(same, ({ field }) => citeField(source, `${field}.subset`, subset)),
        };
      }
    }
  },
});

function byVirtualService(routed: NonEmpty<RoutedSubset>): Iterable<NonEmpty<RoutedSubset>> {
  return groupBy(routed, ({ virtualService: { namespace, name } }) => `${namespace}/${name}`).values();
}

function definers(rules: readonly DestinationRule[], subset: string): readonly DestinationRule[] {
  return rules.filter(({ spec }) => spec.subsets.some(({ name }) => name === subset));
}

/** Rules of a host: those that name it, and those that cover it with a wildcard. */
function rulesByHost(
  rules: readonly DestinationRule[],
  hostOf: (rule: DestinationRule) => string,
): (host: string) => readonly DestinationRule[] {
  const byHost = groupBy(rules, hostOf);
  const wildcards = [...byHost].filter(([pattern]) => pattern.includes('*'));
  return (host) => [
    ...(byHost.get(host) ?? []),
    ...wildcards.flatMap(([pattern, covering]) => (matchesGlob(pattern, host) ? covering : [])),
  ];
}

/** Kiali completes `reviews.prod` and `reviews.prod.svc` too, where the namespace exists. */
function hostOfKiali(host: string, namespace: string, namespaces: readonly Namespace[], mesh: MeshFacts): string {
  const [name, other, svc, ...rest] = host.split('.', 4);
  const isShort = other !== undefined && (svc === undefined || svc === 'svc') && rest.length === 0;
  return isShort && namespaces.some((known) => known.name === other)
    ? `${name}.${other}.svc.${mesh.clusterDomain}`
    : fullHost(host, namespace, mesh);
}

function definedText(rules: readonly DestinationRule[]): string {
  if (rules.length === 0) return 'No DestinationRule is for this host.';
  const defined = rules.map(({ namespace, name, spec }) => {
    const subsets = spec.subsets.map((subset) => subset.name).join(', ') || 'no subsets';
    return `DestinationRule ${namespace}/${name} defines ${subsets}.`;
  });
  return defined.slice(0, 3).join(' ');
}
