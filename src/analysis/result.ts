import type { Evidence } from '../core/evidence.js';
import type { Note } from '../core/note.js';
import type { Basis, Outcome, Role, Severity } from '../core/severity.js';
import type { Subject } from '../core/subject.js';
import type { Coverage } from '../model/facets.js';
import type { Timeline } from './timeline/timeline.js';

/** A finding with everything that a report says about it; its texts are final. */
export interface ReportedFinding {
  fingerprint: string;
  check: string;
  messageId: string;
  severity: Severity;
  basis: Basis;
  role: Role;
  title: string;
  subject: Subject;
  detail?: string;
  args: Readonly<Record<string, string | number>>;
  remediation: readonly { text: string; command?: string; doc?: string }[];
  /** At most 20 rows; `evidenceTotal` counts all. */
  evidence: readonly Evidence[];
  evidenceTotal: number;
  aliases: readonly string[];
  firstSeen?: string;
  lastSeen?: string;
  /** Against an earlier report. */
  baseline?: 'new' | 'unchanged';
}

export interface CheckResult {
  id: string;
  title: string;
  category: string;
  why: string;
  outcome: Outcome;
  /** Why the outcome is not `pass` or `fail`. */
  because?: string;
  coverage?: Coverage;
  findings: readonly ReportedFinding[];
}

/** A finding that explains others. */
export interface Cause {
  finding: string;
  symptoms: readonly string[];
  why: string;
}

export interface CoverageLedger {
  /** Facets that were built, with how much of them was seen. `empty` is "looked, and there are none". */
  read: readonly ({ what: string; title: string; empty: boolean } & Coverage)[];
  /** Entries that were captured but hold nothing usable. */
  unusable: readonly { bundle?: string; path: string; reason: string }[];
  /** Facets that could not be built, the checks that they block, and the command that would supply them. */
  absent: readonly { what: string; title: string; because: string; blocks: readonly string[]; capture: string }[];
  /** Entries that belong to the layout and are not read, and entries that no layout knows. Lists are cut at 50 paths; counts are exact. */
  notRead: { recognised: number; unknown: number; examples: readonly string[] };
  /** What the capture took out of entries, of which 50 are named; absent when it keeps no record of that. */
  redacted?: { values: number; entries: number; examples: readonly string[] };
}

export interface BundleSummary {
  name: string;
  /** SHA-256 of the archive as it was given; of the sorted paths and contents for a directory. */
  sha256: string;
  layout: string;
  /** The tool that made it, with its version where known. */
  producer?: string;
  cluster?: string;
  /** RFC 3339. */
  capturedFrom?: string;
  capturedTo?: string;
  entries: number;
  /** Expanded bytes. */
  bytes: number;
  complete: boolean;
  notes: readonly Note[];
}

/** Everything that `report/` turns into a report. */
export interface Analysis {
  complete: boolean;
  bundles: readonly BundleSummary[];
  mesh: {
    istioVersions: readonly string[];
    kubernetesVersion?: string;
    revisions: readonly string[];
    trustDomain?: string;
    dataPlane: readonly ('sidecar' | 'ambient')[];
  };
  /** Counts of what was read; the keys that a benchmark's truth file has are named as there. */
  inventory: Readonly<Record<string, number | readonly string[] | Readonly<Record<string, number>>>>;
  checks: readonly CheckResult[];
  causes: readonly Cause[];
  suppressed: readonly { fingerprint: string; by: string; until?: string; reason?: string }[];
  coverage: CoverageLedger;
  /** Absent where nothing in the bundle says when anything happened. */
  timeline?: Timeline;
}
