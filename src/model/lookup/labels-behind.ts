import type { Labels, MeshFacts, PodSpec, Service, ServiceEntry, Workload, WorkloadEntry } from '../facets.js';
import { derivedOnce } from './derive.js';
import { findHost } from './hosts.js';
import { podsOfService, selectedPods, selectedWorkloads } from './selected.js';
import { matchesLabels } from './selector.js';

interface Registry {
  services: readonly Service[];
  serviceEntries?: readonly ServiceEntry[];
  podSpecs?: readonly PodSpec[];
  workloads?: readonly Workload[];
  workloadEntries?: readonly WorkloadEntry[];
  mesh: MeshFacts;
}

export interface LabelsBehind {
  /** Namespace of the service or ServiceEntry. */
  namespace: string;
  /** Labels of each pod, or other endpoint, behind the host. */
  own: readonly Labels[];
  /** Labels of every pod of the mesh. */
  all: readonly Labels[];
}

/**
 * The labels that a subset of a host can select by. Absent: no such host, or one whose endpoints nothing in the bundle
 * tells (a service without pods, services and ServiceEntries of one host, a ServiceEntry without endpoints).
 */
export function labelsBehind(host: string, registry: Registry): LabelsBehind | undefined {
  const { podSpecs = [], workloads = [], mesh } = registry;
  const known = findHost(host, registry);
  if (known === undefined || host.includes('*')) return undefined;
  // Pods that manifests make are those of their templates.
  const templates = mesh.isManifests ? workloads : [];
  const all = [...labelsOfPods(podSpecs), ...labelsOfTemplates(templates)];
  const [service] = known.services;
  const [entry] = known.entries;
  if (service !== undefined && entry === undefined) {
    const own = known.services.flatMap((one) => [
      ...podsOfService(podSpecs, one).map(({ labels }) => labels),
      ...(one.selector === undefined ? [] : selectedWorkloads(templates, one.selector, one.namespace)).map(
        ({ podLabels }) => podLabels,
      ),
    ]);
    // services/selector looks at services without pods.
    return own.length === 0 && !mesh.isManifests ? undefined : { namespace: service.namespace, own, all };
  }
  if (entry === undefined || service !== undefined) return undefined;
  const own = known.entries.flatMap((one) => labelsOfEntry(one, { ...registry, workloads: templates }));
  return own.length === 0 && !mesh.isManifests ? undefined : { namespace: entry.namespace, own, all };
}

function labelsOfEntry({ namespace, spec }: ServiceEntry, registry: Registry): readonly Labels[] {
  const { podSpecs = [], workloads = [], workloadEntries = [] } = registry;
  const selector = spec.workloadSelector;
  if (selector === undefined) return spec.endpoints.map(({ labels = new Map() }) => labels);
  return [
    ...selectedPods(podSpecs, selector, namespace).map(({ labels }) => labels),
    ...selectedWorkloads(workloads, selector, namespace).map(({ podLabels }) => podLabels),
    ...workloadEntries
      .filter((one) => one.namespace === namespace && matchesLabels(selector, one.spec.labels))
      .map((one) => one.spec.labels),
  ];
}

const labelsOfPods = derivedOnce((pods: readonly PodSpec[]) => pods.map(({ labels }) => labels));
const labelsOfTemplates = derivedOnce((workloads: readonly Workload[]) => workloads.map(({ podLabels }) => podLabels));
