import type { Path, Stage, Verdict } from './result.js';

/** The verdict of one way: never better than its weakest stage. */
export function verdictOf(stages: readonly Stage[], { leavesMesh = false, isOpaque = false } = {}): Verdict {
  if (stages.some(({ status }) => status === 'fails')) return 'fails';
  if (stages.some(({ status }) => status === 'unknown')) return 'unknown';
  if (stages.some(isAbortedAtTimes)) return 'partly';
  if (leavesMesh) return 'leaves the mesh';
  return isOpaque || stages.some(({ status }) => status === 'assumed') ? 'reaches (assumed)' : 'reaches';
}

/** Fault injection answers a part of the calls with an error. */
function isAbortedAtTimes({ status, condition }: Stage): boolean {
  return status === 'probabilistic' && condition === 'FAULT_INJECTED';
}

/** Arrives, as far as the bundle can tell. */
const good: readonly Verdict[] = ['reaches', 'reaches (assumed)', 'leaves the mesh'];

/** The verdict of ways among which chance decides: some fail and some do not is `partly`, whatever the others are. */
export function combinedVerdict(paths: readonly Pick<Path, 'verdict'>[]): Verdict {
  const verdicts = new Set(paths.map(({ verdict }) => verdict));
  const [only] = verdicts;
  if (only !== undefined && verdicts.size === 1) return only;
  if (verdicts.has('fails') || verdicts.has('partly')) {
    return [...verdicts].some((verdict) => good.includes(verdict) || verdict === 'partly') ? 'partly' : 'unknown';
  }
  if (verdicts.size === 0 || verdicts.has('unknown')) return 'unknown';
  return verdicts.has('reaches (assumed)')
    ? 'reaches (assumed)'
    : verdicts.has('reaches')
      ? 'reaches'
      : 'leaves the mesh';
}
