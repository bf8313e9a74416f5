import type { Outcome, Path, Stage, StageStatus } from './result.js';
import { verdictOf } from './verdict.js';

/** A call on its way: what it has passed. */
export interface Walk {
  stages: readonly Stage[];
  /** Probability of the way so far, 0 to 1. */
  share: number;
  /** Filters that are not modelled and can end or redirect a request. */
  opaque: readonly string[];
  notCovered: readonly string[];
  inputs: readonly Input[];
}

/** A resource that decided something, and when it was last changed. */
export interface Input {
  at: string;
  updated?: string;
  path: string;
}

export type Ended = Path & Pick<Walk, 'opaque' | 'notCovered' | 'inputs'>;

export const start: Walk = { stages: [], share: 1, opaque: [], notCovered: [], inputs: [] };

export function step(walk: Walk, stage: Stage): Walk {
  return { ...walk, stages: [...walk.stages, stage] };
}

/** Names a filter that nobody can model. */
export function passing(walk: Walk, opaque: readonly string[]): Walk {
  return opaque.length === 0 ? walk : { ...walk, opaque: [...walk.opaque, ...opaque] };
}

export function without(walk: Walk, notCovered: string): Walk {
  return walk.notCovered.includes(notCovered) ? walk : { ...walk, notCovered: [...walk.notCovered, notCovered] };
}

export function using(walk: Walk, input: Input): Walk {
  return { ...walk, inputs: [...walk.inputs, input] };
}

/** The same way, taken by a part of the calls. */
export function portion(walk: Walk, share: number): Walk {
  return { ...walk, share: walk.share * share };
}

export function ended(walk: Walk, facts: { leavesMesh?: boolean; outcome?: Outcome } = {}): Ended[] {
  const { stages, share, opaque, notCovered, inputs } = walk;
  const verdict = verdictOf(stages, { leavesMesh: facts.leavesMesh ?? false, isOpaque: opaque.length > 0 });
  return [
    {
      share,
      stages,
      verdict,
      ...(facts.outcome !== undefined && { outcome: facts.outcome }),
      opaque,
      notCovered,
      inputs,
    },
  ];
}

/** The call ends here, for certain. */
export function failed(walk: Walk, stage: Omit<Stage, 'status'>, outcome: Outcome): Ended[] {
  return ended(step(walk, { ...stage, status: 'fails' }), { outcome });
}

/** What comes next is not known. */
export function unknown(walk: Walk, stage: Omit<Stage, 'status'>): Ended[] {
  return ended(step(walk, { ...stage, status: 'unknown' }));
}

/** Ways with the same stages but for names of pods and addresses count as one. */
export function merged(paths: readonly Ended[]): Ended[] {
  const byMeaning = new Map<string, Ended>();
  for (const path of paths) {
    const key = JSON.stringify([path.verdict, path.outcome, path.stages.map(meaningOf)]);
    const known = byMeaning.get(key);
    byMeaning.set(key, known === undefined ? path : { ...known, share: known.share + path.share });
  }
  return [...byMeaning.values()];
}

/** An endpoint is one of many: what tells ways apart is what happens there. */
function meaningOf({ stage, status, condition, chosen = {}, object }: Stage): unknown {
  const { endpoint: _, ...others } = chosen;
  return [stage, status satisfies StageStatus, condition, others, object];
}
