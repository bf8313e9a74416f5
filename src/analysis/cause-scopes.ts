import { subjectLabel } from '../core/subject.js';
import type { MeshModel } from '../model/facets.js';
import { podsOfService } from '../model/lookup/selected.js';
import type { ReportedFinding } from './result.js';

type Holds = (cause: ReportedFinding, symptom: ReportedFinding) => boolean;

/** How far a cause reaches: the condition under which it may explain a symptom. */
export interface Scopes {
  /** Everything in the mesh depends on it, so that only an outage explains anything. */
  mesh: Holds;
  /** Both are about the same object. */
  subject: Holds;
  /** The symptom is about the workload, or was read in it. */
  workload: Holds;
  /** A workload and a service that selects it, either way round, or the same one. */
  service: Holds;
  /** The symptom names the host that the cause is about. */
  host: Holds;
  /** The symptom names the node that the cause is about. */
  node: Holds;
}

export function createScopes(model: MeshModel): Scopes {
  const workloadsOf = workloadsByService(model);
  const clusterDomain = model.mesh.state === 'present' ? model.mesh.value.clusterDomain : 'cluster.local';
  const same: Holds = (cause, symptom) => subjectLabel(cause.subject) === subjectLabel(symptom.subject);
  return {
    mesh: (cause) => cause.severity === 'error',
    subject: same,
    workload: (cause, symptom) => same(cause, symptom) || readIn(symptom) === key(cause),
    service: (cause, symptom) =>
      same(cause, symptom) || serves(workloadsOf, cause, symptom) || serves(workloadsOf, symptom, cause),
    host: (cause, symptom) => {
      const known = hostsOf(symptom, clusterDomain);
      return hostsOf(cause, clusterDomain).some((host) => known.includes(host));
    },
    node: (cause, symptom) => symptom.args.node === cause.subject.name,
  };
}

function serves(
  workloadsOf: ReadonlyMap<string, ReadonlySet<string>>,
  service: ReportedFinding,
  workload: ReportedFinding,
): boolean {
  return service.subject.kind === 'Service' && (workloadsOf.get(key(service))?.has(key(workload)) ?? false);
}

/** Where a finding about the mesh or the control plane was seen first. */
function readIn({ args }: ReportedFinding): string {
  return `${args.namespace ?? ''}/${args.workload ?? ''}`;
}

function key({ subject }: ReportedFinding): string {
  return `${subject.namespace ?? ''}/${subject.name}`;
}

/** `ns/name` of the workloads behind each service. */
function workloadsByService(model: MeshModel): Map<string, Set<string>> {
  const workloads = new Map<string, Set<string>>();
  if (model.serviceSpecs.state === 'absent' || model.podSpecs.state === 'absent') return workloads;
  for (const service of model.serviceSpecs.value) {
    const pods = podsOfService(model.podSpecs.value, service);
    workloads.set(
      `${service.namespace}/${service.name}`,
      new Set(pods.map((pod) => `${pod.namespace}/${pod.workload}`)),
    );
  }
  return workloads;
}

/** Host names that a finding is about, as far as its args and subject say. */
function hostsOf(finding: ReportedFinding, clusterDomain: string): string[] {
  const { subject, args } = finding;
  const named = ['host', 'service', 'destination'].flatMap((name) =>
    args[name] === undefined ? [] : [String(args[name])],
  );
  const ofService =
    subject.kind === 'Service' ? [`${subject.name}.${subject.namespace ?? 'default'}.svc.${clusterDomain}`] : [];
  return [...named, ...ofService];
}
