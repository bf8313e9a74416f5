import type { Container, ContainerState, MeshModel, PodSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { counted, listed, span, type TimelineEntry } from './entry.js';

interface End {
  pod: PodSpec;
  container: Container;
  state: ContainerState;
}

/** Ends of containers, as the kubelet noted them: the latest of each container. */
export function restarts(model: MeshModel): TimelineEntry[] {
  const ends = listed(model, 'podSpecs').flatMap((pod) =>
    pod.containers.flatMap((container) => endOf(pod, container) ?? []),
  );
  const groups = groupBy(ends, ({ pod, container, state }) =>
    JSON.stringify([pod.namespace, pod.workload, container.name, state.reason, state.exitCode]),
  );
  return [...groups.values()].flatMap((group): TimelineEntry[] => {
    const [{ pod, container, state }] = group;
    const when = span(group.map((end) => end.state.finished));
    if (when === undefined) return [];
    const how = [state.reason, state.exitCode === undefined ? undefined : `exit ${state.exitCode}`];
    const { namespace, workload, source } = pod;
    return [
      {
        kind: 'restart',
        ...when,
        title: `Container ${container.name} of ${namespace}/${workload} ended (${how.filter(Boolean).join(', ') || 'reason unknown'})${group.length === 1 ? '' : ` in ${counted(group.length, 'pod')}`}`,
        severity: state.exitCode === 0 ? 'info' : 'warning',
        subject: { kind: 'Workload', namespace, name: workload },
        count: group.length,
        clock: 'node',
        resolution: 1,
        evidence: source,
      },
    ];
  });
}

/** Init containers are expected to end well. */
function endOf(pod: PodSpec, container: Container): End | undefined {
  const now = container.state?.state === 'terminated' ? container.state : undefined;
  const state = container.lastTermination ?? now;
  if (state === undefined || (container.kind === 'init' && state.exitCode === 0)) return undefined;
  return { pod, container, state };
}

/** New pods, as a rollout or a scheduler brings them. */
export function arrivals(model: MeshModel): TimelineEntry[] {
  const groups = groupBy(
    listed(model, 'podSpecs').filter(({ created }) => created !== undefined),
    ({ namespace, workload, labels }) => JSON.stringify([namespace, workload, labels.get('pod-template-hash')]),
  );
  return [...groups.values()].flatMap((group): TimelineEntry[] => {
    const [{ namespace, workload, source }] = group;
    const when = span(group.map(({ created }) => created));
    if (when === undefined) return [];
    return [
      {
        kind: 'change',
        ...when,
        title: `${counted(group.length, 'pod')} of ${namespace}/${workload} ${group.length === 1 ? 'was' : 'were'} created`,
        subject: { kind: 'Workload', namespace, name: workload },
        count: group.length,
        clock: 'kubernetes',
        resolution: 1,
        evidence: source,
      },
    ];
  });
}
