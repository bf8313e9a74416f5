import { citeField } from '../../core/evidence.js';
import type { Labels, PodSpec, Service } from '../../model/facets.js';
import { isServedElsewhere } from '../../model/lookup/across-clusters.js';
import { citeKept } from '../../model/lookup/cite.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { routedServices } from '../../model/lookup/routed-services.js';
import { hasUncapturedPods, podsOfService, selectedWorkloads } from '../../model/lookup/selected.js';
import {
  isControlPlaneService,
  isKubernetesNamespace,
  selectorText,
  serviceSubject,
} from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const servicesSelector = defineCheck({
  meta: {
    id: 'services/selector',
    title: 'Selectors of services match pods',
    severity: 'warning',
    why: 'A service whose selector matches no pod has no endpoints: callers get 503 with the flag UH, or a refused connection outside the mesh.',
    fix: [
      {
        text: 'Compare the selector with the labels of the pods and correct whichever is wrong.',
        command: 'kubectl get pods -n {namespace} --show-labels',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
      },
    ],
  },
  requires: ['services', 'podSpecs', 'mesh'],
  uses: ['workloads', 'endpoints', 'virtualServices', 'kubernetesRoutes', 'clusters'],
  messages: {
    noMatch: 'Service {namespace}/{name} selects {selector}, which no pod of the namespace has',
    noPods:
      'Service {namespace}/{name} selects the pods of {kind} {workload}, which has none although it wants {replicas}',
    scaledToZero: 'Service {namespace}/{name} selects the pods of {kind} {workload}, which is scaled to zero',
  },
  *run(facets, { undecided }) {
    const { services, podSpecs, mesh, workloads = [], endpoints = [], virtualServices, kubernetesRoutes } = facets;
    const routed = routedServices({
      mesh,
      ...(virtualServices !== undefined && { virtualServices }),
      ...(kubernetesRoutes !== undefined && { kubernetesRoutes }),
    });
    const served = new Set(
      endpoints
        .filter(({ addresses }) => addresses.length > 0)
        .map(({ namespace, service }) => `${namespace}/${service}`),
    );
    for (const service of services) {
      const { namespace, name, selector } = service;
      if (!hasSelector(service) || selector === undefined || isControlPlaneService(service, mesh)) continue;
      if (podsOfService(podSpecs, service).length > 0 || served.has(`${namespace}/${name}`)) continue;
      if (isServedElsewhere(service, facets.clusters)) continue;

      if (!hasAll(mesh, 'Pod', namespace)) {
        undecided(notGathered('pod', `one that service ${namespace}/${name} selects`));
        continue;
      }
      const about = { namespace, name, selector: selectorText(selector) };
      const subject = serviceSubject(service);
      const evidence = citeKept(service.source, 'spec.selector', about.selector);
      const isRouted = routed.has(`${namespace}/${name}`);
      const templates = selectedWorkloads(workloads, selector, namespace);
      if (templates.some(hasUncapturedPods)) continue;
      const wanting = templates.find(({ replicas = 0 }) => replicas > 0);
      const template = wanting ?? templates[0];
      if (template !== undefined) {
        const { kind, name: workload, replicas = 0, source } = template;
        yield {
          messageId: wanting === undefined ? 'scaledToZero' : 'noPods',
          args: { ...about, kind, workload, replicas },
          subject,
          severity: wanting === undefined ? 'info' : 'error',
          evidence: [evidence, citeField(source, 'spec.replicas', `${replicas} (${kind} ${workload})`)],
        };
        continue;
      }
      yield {
        messageId: 'noMatch',
        args: about,
        subject,
        severity: isRouted ? 'error' : isKubernetesNamespace(namespace) ? 'info' : 'warning',
        detail: nearMiss(selector, labelValues(podSpecs).get(namespace)),
        evidence: [evidence],
      };
    }
  },
});

function hasSelector({ type, selector }: Service): boolean {
  return type !== 'ExternalName' && selector !== undefined && selector.size > 0;
}

/** Values of each label, by namespace and key. */
const labelValues = derivedOnce((pods: readonly PodSpec[]) => {
  const namespaces = new Map<string, Map<string, Set<string>>>();
  for (const { namespace, labels } of pods) {
    const keys = namespaces.get(namespace) ?? new Map<string, Set<string>>();
    namespaces.set(namespace, keys);
    for (const [key, value] of labels) keys.set(key, (keys.get(key) ?? new Set()).add(value));
  }
  return namespaces;
});

/** Says which part of the selector is off, and what the pods have instead. */
function nearMiss(selector: Labels, values: ReadonlyMap<string, ReadonlySet<string>> | undefined): string {
  if (values === undefined) return 'The namespace has no pods.';
  for (const [key, value] of selector) {
    const known = values.get(key);
    if (known === undefined) return `No pod of the namespace has the label ${key}.`;
    if (known.has(value)) continue;
    const shown = [...known].slice(0, 3).join(', ');
    return `Pods of the namespace have other values of ${key}: ${shown}${known.size > 3 ? ' and more' : ''}.`;
  }
  return 'Each of these labels is there, but no pod has all of them.';
}
