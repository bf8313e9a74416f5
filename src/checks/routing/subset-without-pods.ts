import { citeField } from '../../core/evidence.js';
import type { ContainerLog, DestinationRule, Labels } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { subsetOf } from '../../model/lookup/envoy-routes.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { labelsBehind } from '../../model/lookup/labels-behind.js';
import { routedSubsets } from '../../model/lookup/routed-subsets.js';
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
    codes: ['IST0173', 'KIA0203'],
    decides:
      'Compares the labels of the subset with those of the pods behind the host: of the service, or of the workloads and endpoints of the ServiceEntry. Among manifests pod templates count as pods.',
    falsePositives: [
      'Labels that Istio takes from the node and the cluster (topology, network) are not compared.',
      'istioctl takes any pod of the mesh for one of the subset: where only such a pod has the labels the finding goes without IST0173.',
      'A subset that nothing routes to, or that no access log shows a failure for, is information.',
    ],
  },
  requires: ['destinationRules', 'services', 'mesh'],
  uses: ['podSpecs', 'workloads', 'workloadEntries', 'virtualServices', 'serviceEntries', 'proxyLogs', 'clusters'],
  messages: {
    routed: 'Subset "{subset}" of {host}, which requests are routed to, has no pod: none of the service has {labels}',
    unused: 'Subset "{subset}" of {host}, which nothing routes to, has no pod: none of the service has {labels}',
  },
  identity: ['subset'],
  *run(facets, { undecided }) {
    const { destinationRules, mesh, virtualServices = [], proxyLogs = [], ...registry } = acrossClusters(facets);
    const routed = routedSubsets(virtualServices, mesh);
    // A subset may be routed to and never used: then its emptiness has hurt nobody yet.
    const failed = failedSubsets(proxyLogs);
    const { podSpecs, workloads = [] } = registry;
    if (podSpecs === undefined && !(mesh.isManifests && workloads.length > 0)) {
      undecided('there are no pods, whose labels say what a subset selects');
      return;
    }
    for (const rule of destinationRules) {
      const { namespace, name, source } = rule;
      const host = fullHost(rule.spec.host, namespace, mesh);
      const carriers = isAnalyzedNamespace(namespace) ? labelsBehind(host, { ...registry, mesh }) : undefined;
      if (carriers === undefined) continue;
      if (!hasAll(mesh, 'Pod', carriers.namespace)) {
        undecided(notGathered('pod', `one of a subset of ${host}`));
        continue;
      }
      for (const { subset, field, labels } of emptySubsets(rule, carriers.own)) {
        const routes = (routed.get(`${subset} ${host}`) ?? []).filter(({ isServing }) => isServing);
        const [route] = routes;
        const withoutFailures = route !== undefined && failed !== undefined && !failed.has(`${subset} ${host}`);
        yield {
          messageId: route === undefined ? 'unused' : 'routed',
          args: { namespace, name, host, subset, labels: selectorText(labels), serviceNamespace: carriers.namespace },
          subject: { kind: 'DestinationRule', namespace, name },
          severity: route === undefined || withoutFailures ? 'info' : 'error',
          aliases: [...(carriers.all.some((own) => matchesLabels(labels, own)) ? [] : ['IST0173']), 'KIA0203'],
          ...(withoutFailures && { detail: 'The access logs in the bundle show no failed request to it.' }),
          evidence: [
            citeField(source, `${field}.labels`, selectorText(labels)),
            ...routes.map(({ virtualService, field }) => citeField(virtualService.source, `${field}.subset`, subset)),
          ],
        };
      }
    }
  },
});

function emptySubsets({ spec }: DestinationRule, carriers: readonly Labels[]) {
  return spec.subsets.flatMap(({ name: subset, labels: written, field = `spec.subsets[${subset}]` }) => {
    const labels = new Map([...written].filter(([key]) => !endpointLabels.includes(key)));
    const isEmpty = written.size > 0 && !carriers.some((own) => matchesLabels(labels, own));
    return isEmpty ? [{ subset, field, labels }] : [];
  });
}

/** Subsets that access logs name in a failed request, as `subset host`; absent when no access log was read. */
const failedSubsets = derivedOnce((logs: readonly ContainerLog[]): ReadonlySet<string> | undefined => {
  const accessLogs = logs.flatMap(({ access }) => (access === undefined || access.lines === 0 ? [] : [access]));
  if (accessLogs.length === 0) return undefined;
  const clusters = accessLogs.flatMap(({ groups }) => groups.flatMap(({ cluster }) => cluster ?? []));
  return new Set(clusters.flatMap((cluster) => subsetOf(cluster) ?? []));
});
