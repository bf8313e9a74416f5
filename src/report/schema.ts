import { z } from 'zod';
import { severities } from '../core/severity.js';
import { timelineClocks, timelineKinds } from '../core/timeline.js';

export const reportSchemaId = 'meshtriage.report/1';

const count = z.int().min(0);
/** RFC 3339. */
const time = z.string();
const fingerprint = z
  .string()
  .regex(/^[0-9a-z]{8,64}$/)
  .describe('Identity of a finding across reports: no line numbers, counts, times or pod names.');
const severity = z.enum(severities);
const checkId = z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)+$/);

const coverage = z.object({
  seen: count,
  expected: count.exactOptional(),
  namespaces: z.array(z.string()).exactOptional().describe('The only namespaces that were listed.'),
});

const note = z
  .object({
    code: z.string(),
    path: z.string().exactOptional(),
    line: count.exactOptional(),
    detail: z.string().exactOptional(),
  })
  .describe('Something in the bundle that could not be read as it should.');

const bundle = z.object({
  name: z.string(),
  sha256: z.string(),
  layout: z.string(),
  producer: z.string().exactOptional(),
  cluster: z.string().exactOptional(),
  capturedFrom: time.exactOptional(),
  capturedTo: time.exactOptional(),
  entries: count,
  bytes: count.describe('Expanded size.'),
  complete: z.boolean(),
  notes: z.array(note),
});

const mesh = z.object({
  istioVersions: z.array(z.string()),
  kubernetesVersion: z.string().exactOptional(),
  revisions: z.array(z.string()),
  trustDomain: z.string().exactOptional(),
  dataPlane: z.array(z.enum(['sidecar', 'ambient'])),
});

const subject = z.object({
  kind: z.string().describe('A Kubernetes kind, or Workload, Proxy, ControlPlane, Node, Mesh, Bundle.'),
  group: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
  name: z.string(),
  cluster: z.string().exactOptional(),
});

const remediation = z.object({
  text: z.string(),
  command: z.string().exactOptional(),
  doc: z.string().exactOptional(),
});

const evidence = z.object({
  bundle: z.string().exactOptional(),
  path: z.string().describe("The entry's name below the root of the bundle."),
  line: count.exactOptional(),
  pointer: z.string().exactOptional().describe('JSON pointer (RFC 6901).'),
  field: z.string().exactOptional().describe('Field path in an API object, or the column of a table.'),
  excerpt: z.string().exactOptional(),
  reconstructed: z.boolean().exactOptional().describe('The excerpt was rebuilt from the parsed value.'),
});

const finding = z.object({
  fingerprint,
  check: checkId,
  messageId: z.string(),
  severity,
  basis: z.enum(['observed', 'declared', 'inferred']),
  role: z.enum(['cause', 'symptom', 'standalone']),
  title: z.string(),
  subject,
  detail: z.string().exactOptional(),
  args: z.record(z.string(), z.union([z.string(), z.number()])),
  remediation: z.array(remediation),
  evidence: z.array(evidence),
  evidenceTotal: count.describe('How many rows there are; at most 20 are kept.'),
  aliases: z.array(z.string()).describe('Codes of other tools that mean the same.'),
  firstSeen: time.exactOptional(),
  lastSeen: time.exactOptional(),
  baseline: z.enum(['new', 'unchanged']).exactOptional(),
});

const cause = z.object({ finding: fingerprint, symptoms: z.array(fingerprint), why: z.string() });

const suppressed = z.object({
  fingerprint,
  by: z.string(),
  until: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

const check = z.object({
  id: checkId,
  title: z.string(),
  category: z.string(),
  why: z.string(),
  outcome: z.enum(['pass', 'fail', 'notApplicable', 'inconclusive', 'error']),
  because: z.string().exactOptional().describe('Why the outcome is neither pass nor fail.'),
  coverage: coverage.exactOptional(),
  findings: count,
});

const ledger = z.object({
  read: z.array(z.object({ what: z.string(), title: z.string(), ...coverage.shape, empty: z.boolean() })),
  unusable: z.array(z.object({ bundle: z.string().exactOptional(), path: z.string(), reason: z.string() })),
  absent: z.array(
    z.object({
      what: z.string(),
      title: z.string(),
      because: z.string(),
      blocks: z.array(checkId),
      capture: z.string().describe('The command that supplies it.'),
    }),
  ),
  notRead: z.object({ recognised: count, unknown: count, examples: z.array(z.string()) }),
  redacted: z
    .object({ values: count, entries: count, examples: z.array(z.string()) })
    .exactOptional()
    .describe('Secrets that the capture took out of entries; absent when its record does not say.'),
});

const timeline = z
  .object({
    from: time.describe('The part of the axis with most entries.'),
    to: time,
    entries: z.array(
      z.object({
        kind: z.enum(timelineKinds),
        at: time,
        until: time.exactOptional(),
        peak: z.object({ at: time, count, seconds: count }).exactOptional(),
        title: z.string(),
        severity: severity.exactOptional(),
        subject: subject.exactOptional(),
        count,
        clock: z.enum(timelineClocks).describe('Whose clock the times are by.'),
        resolution: z.number().min(0).describe('What the times are rounded to, in seconds.'),
        finding: fingerprint.exactOptional(),
        evidence: evidence.exactOptional(),
      }),
    ),
    omitted: count.describe('Less severe entries that are left out.'),
    clocks: z
      .array(
        z.object({
          clock: z.enum(timelineClocks),
          of: z.string().exactOptional(),
          ahead: count.describe('Seconds, at least, before the clock of the host that captured.'),
          evidence,
        }),
      )
      .describe('Clocks that provably differ; two clocks that are not here may still differ.'),
  })
  .describe('What happened before and while the bundle was captured, in UTC.');

/** The public document; only members that old readers can ignore may be added. */
export const reportSchema = z.object({
  schema: z.literal(reportSchemaId),
  generatedAt: time,
  tool: z.object({ name: z.string(), version: z.string() }),
  complete: z
    .boolean()
    .describe('False when the archive was damaged, cut off or beyond a limit, or the capture was interrupted.'),
  bundles: z.array(bundle),
  mesh,
  inventory: z.record(z.string(), z.union([count, z.array(z.string()), z.record(z.string(), count)])),
  summary: z.object({
    error: count,
    warning: count,
    info: count,
    causes: count,
    inconclusive: count,
    checks: count,
  }),
  causes: z.array(cause),
  findings: z.array(finding),
  suppressed: z.array(suppressed),
  checks: z.array(check),
  coverage: ledger,
  timeline: timeline.exactOptional(),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportFinding = Report['findings'][number];
export type ReportEvidence = ReportFinding['evidence'][number];
export type ReportCheck = Report['checks'][number];
export type ReportBundle = Report['bundles'][number];
export type ReportTimeline = NonNullable<Report['timeline']>;
export type ReportNote = ReportBundle['notes'][number];
