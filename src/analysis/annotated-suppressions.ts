import type { Labels, MeshModel } from '../model/facets.js';
import type { ReportedFinding } from './result.js';

const annotation = 'galley.istio.io/analyze-suppress';

/** What of an API object the annotation needs. */
interface Annotated {
  kind: string;
  namespace?: string;
  name: string;
  annotations: Labels;
}

/**
 * Finds what silences a finding on its subject: the annotation that istioctl analyze honours too, with codes or `*` for all
 * (`galley.istio.io/analyze-suppress: "IST0102,IST0118"`). A finding that has several codes is silenced by any of them.
 */
export function annotatedSuppressions(model: MeshModel): (finding: ReportedFinding) => string | undefined {
  const codes = new Map<string, ReadonlySet<string>>();
  for (const { kind, namespace = '', name, annotations } of annotatedObjects(model)) {
    const value = annotations.get(annotation);
    if (value === undefined) continue;
    codes.set(`${kind} ${namespace}/${name}`, new Set(value.split(',').map((code) => code.trim())));
  }
  return ({ subject, aliases }) => {
    const silenced = codes.get(`${subject.kind} ${subject.namespace ?? ''}/${subject.name}`);
    const code = silenced?.has('*') ? '*' : aliases.find((alias) => silenced?.has(alias));
    return code === undefined ? undefined : `${annotation}: ${code}`;
  };
}

function* annotatedObjects(model: MeshModel): Iterable<Annotated> {
  for (const facet of Object.values(model)) {
    if (facet.state === 'absent' || !Array.isArray(facet.value)) continue;
    const [first] = facet.value;
    if (isConfigObject(first)) yield* facet.value as Annotated[];
  }
  for (const namespace of listIn(model.namespaces)) yield { kind: 'Namespace', ...pick(namespace), namespace: '' };
  for (const service of listIn(model.serviceSpecs)) yield { kind: 'Service', ...pick(service) };
  for (const pod of listIn(model.podSpecs)) yield { kind: 'Pod', ...pick(pod) };
  for (const secret of listIn(model.secrets)) yield { kind: 'Secret', ...pick(secret) };
  for (const definition of listIn(model.customResourceDefinitions))
    yield { kind: 'CustomResourceDefinition', ...pick(definition) };
  for (const { kind, namespace, name, annotations = new Map() } of listIn(model.workloads)) {
    yield { kind, namespace, name, annotations };
    yield { kind: 'Workload', namespace, name, annotations };
  }
}

function isConfigObject(value: unknown): value is Annotated {
  return typeof value === 'object' && value !== null && 'kind' in value && 'annotations' in value && 'spec' in value;
}

function pick({ namespace, name, annotations }: { namespace?: string; name: string; annotations: Labels }) {
  return { name, annotations, ...(namespace !== undefined && { namespace }) };
}

function listIn<T>(facet: { state: 'present'; value: readonly T[] } | { state: 'absent' }): readonly T[] {
  return facet.state === 'present' ? facet.value : [];
}
