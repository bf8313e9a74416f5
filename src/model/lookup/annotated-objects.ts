import { citeField, type Evidence } from '../../core/evidence.js';
import type { Subject } from '../../core/subject.js';
import type { Labels, MeshFacts, Namespace, PodSpec, ServiceSpec, Workload } from '../facets.js';
import { isAnalyzedNamespace } from './analyzed-namespaces.js';
import { workloadSubject } from './pods.js';

/** Something that carries annotations which Istio may read. */
export interface AnnotatedObject {
  /** Kind by which annotations belong or not: Namespace, Service, Pod, or the kind of a workload. */
  kind: string;
  /** `Service shop/web`. */
  title: string;
  subject: Subject;
  labels: Labels;
  annotations: Labels;
  source: Evidence;
  /** Place of the annotations in the object. */
  field: string;
}

export interface AnnotatedFacets {
  namespaces?: readonly Namespace[];
  serviceSpecs?: readonly ServiceSpec[];
  podSpecs?: readonly PodSpec[];
  workloads?: readonly Workload[];
  mesh: MeshFacts;
}

/** Workloads of which users write the annotations; what Deployments and CronJobs make repeats those of its owner. */
const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'];

/** Whether there is anything to look at; without it nothing can be said about annotations. */
export function hasAnnotated({ namespaces, serviceSpecs, podSpecs, workloads }: AnnotatedFacets): boolean {
  return [namespaces, serviceSpecs, podSpecs, workloads].some((facet) => facet !== undefined);
}

/** Objects by the annotations of their own; a workload's are not those of its pods. */
export function* annotatedObjects(facets: AnnotatedFacets): Iterable<AnnotatedObject> {
  const { namespaces = [], serviceSpecs = [], podSpecs = [], workloads = [], mesh } = facets;
  for (const namespace of namespaces) yield ownAnnotations('Namespace', namespace, namespace);
  for (const service of serviceSpecs) {
    if (isAnalyzedNamespace(service.namespace)) yield ownAnnotations('Service', service, service);
  }
  for (const pod of podSpecs) if (isAnalyzedNamespace(pod.namespace)) yield ofPod(pod, mesh);
  for (const workload of workloads) {
    if (!isAnalyzedNamespace(workload.namespace) || !workloadKinds.includes(workload.kind)) continue;
    const { labels = new Map(), annotations = new Map() } = workload;
    yield ownAnnotations(workload.kind, workload, { labels, annotations });
  }
}

/** Pod templates of workloads without any pod, which may be there because of them: injection refuses a bad annotation. */
export function* podTemplates({ podSpecs = [], workloads = [] }: AnnotatedFacets): Iterable<AnnotatedObject> {
  const withPods = new Set(podSpecs.map(({ namespace, workload }) => `${namespace}/${workload}`));
  for (const workload of workloads) {
    const { kind, namespace, name, podLabels, podAnnotations } = workload;
    if (!isAnalyzedNamespace(namespace) || withPods.has(`${namespace}/${name}`)) continue;
    yield {
      ...ownAnnotations(kind, workload, { labels: podLabels, annotations: podAnnotations }),
      kind: 'Pod',
      field: 'spec.template.metadata.annotations',
    };
  }
}

function ownAnnotations(
  kind: string,
  { namespace, name, source }: { namespace?: string; name: string; source: Evidence },
  { labels, annotations }: { labels: Labels; annotations: Labels },
): AnnotatedObject {
  const title = namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  const subject = { kind, ...(namespace !== undefined && { namespace }), name };
  return { kind, title, subject, labels, annotations, source, field: 'metadata.annotations' };
}

/** Pods that a workload made come and go: then the workload is what the finding is about. */
function ofPod(pod: PodSpec, mesh: MeshFacts): AnnotatedObject {
  const own = ownAnnotations('Pod', pod, pod);
  if (mesh.isManifests || pod.owner === undefined) return own;
  return { ...own, title: `Pods of ${pod.namespace}/${pod.workload}`, subject: workloadSubject(pod) };
}

export function citeAnnotation({ source, field }: AnnotatedObject, name: string, value: string): Evidence {
  return citeField(source, `${field}["${name}"]`, value);
}
