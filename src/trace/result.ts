import type { Evidence } from '../core/evidence.js';
import type { Subject } from '../core/subject.js';

/** Stages of a call, in the order in which it passes them. A call through several proxies passes some more than once. */
export const stageNames = [
  'capture',
  'dns',
  'listener',
  'inspection',
  'filter chain',
  'network filters',
  'http',
  'virtual host',
  'route',
  'cluster',
  'endpoint',
  'upstream tls',
  'network policy',
  'inbound',
  'authorization',
  'ztunnel',
  'application',
] as const;
export type StageName = (typeof stageNames)[number];

/**
 * `matched`: captured data decide. `fails`: captured data prove that the call ends here. `assumed`: a default stands in for
 * data that are missing. `unknown`: data are missing and the alternatives differ. `probabilistic`: chance decides.
 */
export const stageStatuses = ['matched', 'fails', 'assumed', 'unknown', 'probabilistic'] as const;
export type StageStatus = (typeof stageStatuses)[number];

export interface Stage {
  stage: StageName;
  status: StageStatus;
  /** Whose stage it is: the pod, or the proxy in it, `namespace/name`. */
  at?: string;
  /** What was decided, as a sentence without its full stop. */
  text: string;
  /** Names of what was chosen: listener, cluster, route … */
  chosen?: Readonly<Record<string, string>>;
  /** Why it fails, or what is remarkable, by its fixed name (`MTLS_MISMATCH`). */
  condition?: string;
  /** The object that a person would edit. */
  object?: Subject;
  evidence?: readonly Evidence[];
}

export const verdicts = ['reaches', 'reaches (assumed)', 'partly', 'fails', 'leaves the mesh', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** What the caller sees: an HTTP status, or how its connection ends. */
export interface Outcome {
  status?: number;
  /** Response flag in the access log of the proxy beside the caller. */
  flag?: string;
  details?: string;
  /** Flag in the access log of the proxy beside the server, where that one refuses. */
  serverFlag?: string;
  text: string;
}

/** One way that a call can take. Where chance decides, a call has several. */
export interface Path {
  /** Probability, 0 to 1. */
  share: number;
  stages: readonly Stage[];
  verdict: Verdict;
  outcome?: Outcome;
}

export interface Call {
  /** The calling pod; absent for callers from outside, who come to a gateway. */
  from?: { namespace: string; pod: string; workload: string };
  url: string;
  method: string;
  headers: readonly { name: string; value: string }[];
}

export interface Trace {
  call: Call;
  verdict: Verdict;
  /** The stages that all ways have in common, and those of the only way where there is one. */
  stages: readonly Stage[];
  /** Where the ways part; empty where there is one. */
  paths: readonly Path[];
  outcome?: Outcome;
  /** Filters on the way that are not modelled and can end or redirect a request. */
  opaque: readonly string[];
  /** What a bundle cannot tell, or this one does not, and the verdict leaves out. */
  notCovered: readonly string[];
  /** Age of what the verdict rests on. */
  inputs: readonly { at: string; updated?: string; synchronised?: string; path: string }[];
}
