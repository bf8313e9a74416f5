/**
 * What a finding is about. `kind` is a Kubernetes kind, or one of Workload, Proxy, ControlPlane, Node, Mesh, Bundle.
 * Workloads rather than pods: pod names change with every rollout, and a subject has to survive until the next report.
 */
export interface Subject {
  kind: string;
  group?: string;
  namespace?: string;
  name: string;
  cluster?: string;
}

/** `Kind namespace/name`, as people write it. */
export function subjectLabel(subject: Subject): string {
  const name = subject.namespace === undefined ? subject.name : `${subject.namespace}/${subject.name}`;
  return subject.cluster === undefined ? `${subject.kind} ${name}` : `${subject.kind} ${name} (${subject.cluster})`;
}
