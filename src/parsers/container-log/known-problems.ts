import {
  accessProblems,
  type SignatureComponent,
  signatureComponents,
  signaturesOf,
} from '../../core/log-signatures/index.js';
import type { Severity } from '../../core/severity.js';
import type { AccessGroupSummary } from './access-summary.js';
import type { LogPart } from './log-part.js';
import { LogScan } from './scan.js';

/** One known problem of a log that stands on its own. */
export interface NamedProblem {
  signature: string;
  severity: Severity;
  /** Number of the first line. */
  line: number;
  /** How many lines (or multi-line messages) say so. */
  lines: number;
  /** With the names of the first line. */
  title: string;
}

/** Words for components that people and other tools use. */
const aliases = new Map<string, SignatureComponent>([
  ...[
    'pilot-agent',
    'envoy',
    'envoy-access-log',
    'istio-ingressgateway',
    'istio-egressgateway',
    'waypoint',
    'sidecar',
  ].map((name) => [name, 'istio-proxy'] as const),
  ...['istiod', 'discovery', 'pilot', 'mixer', 'galley', 'citadel', 'sidecar-injector'].map(
    (name) => [name, 'control-plane'] as const,
  ),
  ['istio-validation', 'istio-init'],
  ['cni', 'istio-cni'],
  ...['coredns', 'kube-dns'].map((name) => [name, 'dns'] as const),
  ['istio-operator', 'operator'],
  ['app', 'application'],
]);

/**
 * Names the known problems in a log. `component` is a component or a common word for one (`istiod`, `pilot-agent`,
 * `coredns` …); any other word, such as `auto`, tries them all.
 */
export async function findKnownProblems(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  component: string,
): Promise<NamedProblem[]> {
  const known = signatureComponents.find((name) => name === component) ?? aliases.get(component);
  const components = known === undefined ? signatureComponents : [known];
  const scans = components.map((name) => ({ name, scan: new LogScan(name, '') }));
  let pending: Buffer[] = scans.map(() => Buffer.alloc(0));
  const feed = (chunk: Uint8Array, last: boolean): void => {
    pending = scans.map(({ scan }, index) => {
      const bytes = Buffer.concat([pending[index] ?? Buffer.alloc(0), chunk]);
      return bytes.subarray(scan.window(bytes, bytes.length, last));
    });
  };
  for await (const chunk of chunks) feed(chunk, false);
  feed(Buffer.alloc(0), true);
  const found = new Map<string, NamedProblem>();
  for (const { name, scan } of scans)
    for (const problem of scan.end().flatMap((part) => problemsOf(part, name)))
      if (!found.has(problem.signature)) found.set(problem.signature, problem);
  return [...found.values()].sort((a, b) => a.line - b.line || (a.signature < b.signature ? -1 : 1));
}

function problemsOf(part: LogPart, component: SignatureComponent): NamedProblem[] {
  const signatures = new Map(signaturesOf(component).map((signature) => [signature.id, signature]));
  const named = part.matches.flatMap(({ signature, count, samples, keys }) => {
    const known = signatures.get(signature);
    if (known === undefined) return [];
    const title = titleWith(known.title, keys);
    return [{ signature, severity: known.severity, line: samples[0]?.line ?? 1, lines: count, title }];
  });
  return [...named, ...accessProblemsOf(part)];
}

function accessProblemsOf({ access }: LogPart): NamedProblem[] {
  const problems = new Map<string, NamedProblem>();
  for (const group of access?.groups ?? [])
    for (const { id, severity, title } of accessProblems(group)) {
      const line = group.samples[0]?.line ?? 1;
      const known = problems.get(id);
      if (known === undefined)
        problems.set(id, {
          signature: id,
          severity,
          line,
          lines: group.count,
          title: titleWith(title, namesOf(group)),
        });
      else problems.set(id, { ...known, line: Math.min(known.line, line), lines: known.lines + group.count });
    }
  return [...problems.values()];
}

function namesOf({ cluster, authority, code, details }: AccessGroupSummary): ReadonlyMap<string, string> {
  const names = Object.entries({ destination: cluster ?? authority, code: String(code), details });
  return new Map(names.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** A log that stands on its own does not say whose it is. */
function titleWith(title: string, names: ReadonlyMap<string, string>): string {
  return title
    .replaceAll('{owner}', 'this workload')
    .replace(/\{(\w+)\}/g, (_, name: string) => names.get(name) ?? '(not named)');
}
