import { citeField } from '../../core/evidence.js';
import type { ContainerLog, DestinationRule, Labels, PodSpec } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { subsetOf } from '../../model/lookup/envoy-routes.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { routedSubsets } from '../../model/lookup/routed-subsets.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

/** Labels that Istio adds to endpoints itself, from the node and the cluster. */
const endpointLabels = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'topology.istio.io/network',
  'topology.istio.io/cluster',
  'kubernetes.io/hostname',
];

export const routingSubsetWithoutPods = defineCheck({
  meta: {
    id: 'routing/subset-without-pods',
    title: 'Subsets of DestinationRules select pods',
    severity: 'error',
    why: 'A subset takes the pods of the service that have its labels. With none, requests routed to it get 503 with the flag UH, while the service itself works.',
    fix: [
      {
        text: 'Compare the labels of the subset with those of the pods, or take the subset out of the route.',
        command: 'kubectl get pods -n {serviceNamespace} --show-labels',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
      },
    ],
    aliases: ['IST0173', 'KIA0203'],
  },
  requires: ['destinationRules', 'services', 'podSpecs', 'mesh'],
  uses: ['virtualServices', 'serviceEntries', 'proxyLogs', 'clusters'],
  messages: {
    routed: 'Subset "{subset}" of {host}, which requests are routed to, has no pod: none of the service has {labels}',
    unused: 'Subset "{subset}" of {host}, which nothing routes to, has no pod: none of the service has {labels}',
  },
  identity: ['subset'],
  *run(facets, { undecided }) {
    const { destinationRules, services, podSpecs, mesh, virtualServices = [], serviceEntries } = acrossClusters(facets);
    const { proxyLogs = [] } = facets;
    const routed = routedSubsets(virtualServices, mesh);
    // A subset may be routed to and never used: then its emptiness has hurt nobody yet.
    const failed = failedSubsets(proxyLogs);
    const registry = { services, mesh, ...(serviceEntries !== undefined && { serviceEntries }) };
    for (const rule of destinationRules) {
      const { namespace, name, source } = rule;
      const host = fullHost(rule.spec.host, namespace, mesh);
      const known = findHost(host, registry);
      const service = known?.services[0];
      // ServiceEntries bring endpoints of their own.
      if (known === undefined || service === undefined || known.entries.length > 0) continue;
      if (!hasAll(mesh, 'Pod', service.namespace)) {
        undecided(notGathered('pod', `one of a subset of ${host}`));
        continue;
      }
      const pods = known.services.flatMap((own) => podsOfService(podSpecs, own));
      for (const { subset, labels } of emptySubsets(rule, pods)) {
        const routes = (routed.get(`${subset} ${host}`) ?? []).filter(({ isServing }) => isServing);
        const [route] = routes;
        const withoutFailures = route !== undefined && failed !== undefined && !failed.has(`${subset} ${host}`);
        yield {
          messageId: route === undefined ? 'unused' : 'routed',
          args: { namespace, name, host, subset, labels: selectorText(labels), serviceNamespace: service.namespace },
          subject: { kind: 'DestinationRule', namespace, name },
          severity: route === undefined || withoutFailures ? 'info' : 'error',
          ...(withoutFailures && { detail: 'The access logs in the bundle show no failed request to it.' }),
          evidence: [
            citeField(source, `spec.subsets[${subset}].labels`, selectorText(labels)),
            ...routes.map(({ virtualService, field }) => citeField(virtualService.source, `${field}.subset`, subset)),
          ],
        };
      }
    }
  },
});

function emptySubsets({ spec }: DestinationRule, pods: readonly PodSpec[]): { subset: string; labels: Labels }[] {
  // services/selector looks at services without pods.
  if (pods.length === 0) return [];
  return spec.subsets.flatMap(({ name: subset, labels }) => {
    const ofPods = new Map([...labels].filter(([key]) => !endpointLabels.includes(key)));
    return pods.some((pod) => matchesLabels(ofPods, pod.labels)) ? [] : [{ subset, labels: ofPods }];
  });
}

/** Subsets that access logs name in a failed request, as `subset host`; absent when no access log was read. */
const failedSubsets = derivedOnce((logs: readonly ContainerLog[]): ReadonlySet<string> | undefined => {
  const accessLogs = logs.flatMap(({ access }) => (access === undefined || access.lines === 0 ? [] : [access]));
  if (accessLogs.length === 0) return undefined;
  const clusters = accessLogs.flatMap(({ groups }) => groups.flatMap(({ cluster }) => cluster ?? []));
  return new Set(clusters.flatMap((cluster) => subsetOf(cluster) ?? []));
});
