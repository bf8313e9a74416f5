import type { Container, ContainerState, PodSpec } from '../facets.js';

type StatusOf = Pick<PodSpec, 'phase' | 'reason' | 'conditions' | 'containers' | 'deleted'>;

/** The columns READY, STATUS and RESTARTS of `kubectl get pods`, by the rules of printPod in Kubernetes 1.29 and later. */
export function podColumns(pod: StatusOf): {
  status: string;
  ready: { ready: number; total: number };
  restarts: number;
} {
  const apps = pod.containers.filter(({ kind }) => kind === 'app');
  const inits = pod.containers.filter(({ kind }) => kind !== 'app');
  const sidecars = inits.filter(({ kind }) => kind === 'sidecar');
  const blocked = inits.findIndex(blocksStart);
  const initialising = blocked >= 0 && !isTrue(pod, 'Initialized');
  const base = blocked >= 0 ? initReason(inits, blocked) : podReason(pod);
  const readySidecars = sidecars.filter(({ started, ready }) => started && ready).length;
  return {
    status: withDeletion(pod, initialising ? base : appReason(pod, apps, base)),
    ready: {
      ready: readySidecars + (initialising ? 0 : apps.filter(isReady).length),
      total: apps.length + sidecars.length,
    },
    restarts: sum(initialising ? inits.slice(0, blocked + 1) : [...sidecars, ...apps]),
  };
}

/** True for an init container that is not done, or a native sidecar that has not started, once the kubelet reports on it. */
function blocksStart({ kind, state, ready, started }: Container): boolean {
  if (ready === undefined || (state?.state === 'terminated' && state.exitCode === 0)) return false;
  return kind !== 'sidecar' || started !== true;
}

function initReason(inits: readonly Container[], blocked: number): string {
  const state = inits[blocked]?.state;
  if (state?.state === 'terminated') return `Init:${endReason(state)}`;
  const isWaiting = state?.state === 'waiting' && state.reason && state.reason !== 'PodInitializing';
  return isWaiting ? `Init:${state.reason}` : `Init:${blocked}/${inits.length}`;
}

/** The first container with something to tell hides `base`: the phase, or a native sidecar that stopped later on. */
function appReason(pod: StatusOf, apps: readonly Container[], base: string): string {
  const reason = apps.map(({ state }) => containerReason(state)).find((told) => told !== undefined) ?? base;
  if (reason !== 'Completed') return reason;
  const isRunning = apps.some(isReady);
  if (isRunning && isTrue(pod, 'Ready')) return 'Running';
  return isRunning ? 'NotReady' : reason;
}

function containerReason(state: ContainerState | undefined): string | undefined {
  if (state?.state === 'waiting') return state.reason || undefined;
  return state?.state === 'terminated' ? endReason(state) : undefined;
}

function endReason({ reason, signal, exitCode = 0 }: ContainerState): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function podReason({ phase, reason, conditions }: StatusOf): string {
  const isGated = conditions.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return isGated ? 'SchedulingGated' : reason || phase;
}

function withDeletion({ phase, reason, deleted }: StatusOf, status: string): string {
  if (deleted === undefined) return status;
  if (reason === 'NodeLost') return 'Unknown';
  return phase === 'Succeeded' || phase === 'Failed' ? status : 'Terminating';
}

function isReady({ state, ready }: Container): boolean {
  return ready === true && state?.state === 'running';
}

function isTrue({ conditions }: StatusOf, type: string): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === 'True');
}

function sum(containers: readonly Container[]): number {
  return containers.reduce((total, { restarts = 0 }) => total + restarts, 0);
}
