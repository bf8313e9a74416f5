import type { Container, PodSpec } from '../facets.js';

type StatusOf = Pick<PodSpec, 'phase' | 'reason' | 'conditions' | 'containers' | 'deleted'>;

/** What the columns READY, STATUS and RESTARTS of `kubectl get pods` say (printPod in Kubernetes 1.29 and later). */
export function podColumns(pod: StatusOf): {
  status: string;
  ready: { ready: number; total: number };
  restarts: number;
} {
  const started = pod.containers.filter(({ kind }) => kind !== 'init');
  const inits = pod.containers.filter(({ kind }) => kind !== 'app');
  const initialising = initReason(inits);
  return {
    status: statusOf(pod, initialising),
    ready: { ready: started.filter(({ ready }) => ready).length, total: started.length },
    restarts: sum(initialising === undefined || isInitialised(pod) ? started : inits),
  };
}

function statusOf(pod: StatusOf, initialising: string | undefined): string {
  const base = podReason(pod);
  const reason = initialising !== undefined && !isInitialised(pod) ? initialising : containerReason(pod, base);
  if (pod.deleted === undefined) return reason;
  if (pod.reason === 'NodeLost') return 'Unknown';
  return pod.phase === 'Succeeded' || pod.phase === 'Failed' ? reason : 'Terminating';
}

function podReason({ phase, reason, conditions }: StatusOf): string {
  const gated = conditions.some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : (reason ?? phase);
}

function isInitialised({ conditions }: StatusOf): boolean {
  return conditions.some(({ type, status }) => type === 'Initialized' && status === 'True');
}

/** Why the first init container that is not done holds the pod up. */
function initReason(inits: readonly Container[]): string | undefined {
  for (const [index, { kind, state, ready }] of inits.entries()) {
    if (state?.state === 'terminated' && state.exitCode === 0) continue;
    if (kind === 'sidecar' && state?.state === 'running' && ready) continue;
    if (state?.state === 'terminated') return `Init:${state.reason ?? `ExitCode:${state.exitCode}`}`;
    if (state?.state === 'waiting' && state.reason !== undefined && state.reason !== 'PodInitializing')
      return `Init:${state.reason}`;
    return `Init:${index}/${inits.length}`;
  }
  return undefined;
}

function containerReason(pod: StatusOf, base: string): string {
  let reason = base;
  let hasRunning = false;
  for (const { kind, state, ready } of [...pod.containers].reverse()) {
    if (kind !== 'app') continue;
    if (state?.state === 'waiting' && state.reason) reason = state.reason;
    else if (state?.state === 'terminated') reason = state.reason || `ExitCode:${state.exitCode}`;
    else if (state?.state === 'running' && ready) hasRunning = true;
  }
  if (reason !== 'Completed' || !hasRunning) return reason;
  return pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True') ? 'Running' : 'NotReady';
}

function sum(containers: readonly Container[]): number {
  return containers.reduce((total, { restarts = 0 }) => total + restarts, 0);
}
