import type { Evidence } from '../core/evidence.js';
import type { Basis, Severity } from '../core/severity.js';
import type { Subject } from '../core/subject.js';
import type { FacetName, Facets, MeshFacts } from '../model/facets.js';

export interface Remediation {
  text: string;
  /** A command to copy. `{name}` is filled in from the finding's args, or shown as `<name>` when the value is not a plain name. */
  command?: string;
  /** A page on istio.io, kubernetes.io, www.envoyproxy.io or gateway-api.sigs.k8s.io. */
  doc?: string;
}

export interface CheckMeta {
  /** `<category>/<noun-for-what-is-wrong>`, equal to the file's place under src/checks. Stable for ever. */
  id: string;
  /** For the reader who passes: the good state, in a few words. */
  title: string;
  /** The severity of its findings, unless one says otherwise. */
  severity: Severity;
  /** Why it matters, in at most two sentences. */
  why: string;
  /** What to do, first step first. */
  fix: readonly [Remediation, ...Remediation[]];
  basis?: Basis;
  /** Codes of other tools that mean the same (IST0101, KIA1107); every finding carries them. */
  aliases?: readonly string[];
  /** Further codes, which only some findings carry (as their own `aliases`). */
  codes?: readonly string[];
  /** How it decides, in one or two sentences, where title and `why` do not say it. */
  decides?: string;
  /** When a finding may be wrong, and what the check is silent about on purpose; a sentence each. */
  falsePositives?: readonly string[];
}

export interface Finding<M extends string = string> {
  messageId: M;
  /** Values for the message's `{placeholders}`. */
  args: Readonly<Record<string, string | number>>;
  subject: Subject;
  evidence: readonly [Evidence, ...Evidence[]];
  severity?: Severity;
  basis?: Basis;
  aliases?: readonly string[];
  /** More sentences for the reader who opens the finding. */
  detail?: string;
  /** What to do, where the check's own advice is too general. */
  fix?: readonly [Remediation, ...Remediation[]];
  /** RFC 3339. */
  firstSeen?: string;
  lastSeen?: string;
}

export interface CheckContext {
  /** Capture time, or what `--now` says; ages and expiries are relative to it. */
  now: Date;
  /**
   * Tells that something stayed open because the source of a facet covers only a part: chosen namespaces, dumps without
   * endpoints. A check that then reports nothing is inconclusive instead of passed.
   */
  undecided(because: string): void;
}

export type FacetsFor<R extends FacetName, U extends FacetName> = Pick<Facets, R> & Partial<Pick<Facets, U>>;

export interface Check<R extends FacetName = FacetName, U extends FacetName = FacetName, M extends string = string> {
  meta: CheckMeta;
  /** One of these absent: the check is `inconclusive` and never runs. The first one gives the coverage of the result. */
  requires: readonly [R, ...R[]];
  /** Facets that confirm or drop a finding when they are there. */
  uses?: readonly U[];
  /** The sentences a reader sees, with names in them. */
  messages: Readonly<Record<M, string>>;
  /** Args that tell two findings about one subject apart (a host, a port); never counts, times or pod names. */
  identity?: readonly string[];
  /**
   * A string is the reason why no mesh of this kind can have the problem. Asked before anything is missed, so that a mesh
   * of today is not told to supply what only an old one has.
   */
  era?(mesh: MeshFacts): true | string;
  /** A string is the reason why the question does not arise in this mesh. */
  applies?(facets: FacetsFor<R, U>, context: CheckContext): true | string;
  /** Yields nothing when all is well. Findings with equal identity are merged and their evidence added up. */
  run(facets: FacetsFor<R, U>, context: CheckContext): Iterable<Finding<NoInfer<M>>>;
}

/** Declares a check: reading a facet it did not declare, or reporting an unknown message, does not compile. */
export function defineCheck<const R extends FacetName, const M extends string, const U extends FacetName = never>(
  check: Check<R, U, M>,
): Check<R, U, M> {
  return check;
}

/** A check whose type parameters no longer matter: what registries hold and the engine runs. */
export interface AnyCheck {
  meta: CheckMeta;
  requires: readonly [FacetName, ...FacetName[]];
  uses?: readonly FacetName[];
  messages: Readonly<Record<string, string>>;
  identity?: readonly string[];
  era?(mesh: MeshFacts): true | string;
  applies?(facets: never, context: CheckContext): true | string;
  run(facets: never, context: CheckContext): Iterable<Finding>;
}
