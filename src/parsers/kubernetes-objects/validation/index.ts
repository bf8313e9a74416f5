import { type Header, rulesFor } from './kinds/index.js';
import { at, collectViolations, type Report, type Violation, withoutRepeats } from './report.js';
import { isRecord } from './schema.js';

export type { Violation } from './report.js';

/**
 * What the API server (schema of the custom resource definitions) and istiod's validating webhook object to in an object of
 * Istio, as of 1.30; nothing for other kinds. Takes an object as parsed from JSON or YAML, of any API version of its kind,
 * best with its nulls. Sources: pkg/config/validation and manifests/charts/base of istio/istio; 1.5.10 for kinds that are gone.
 */
export function validateObject(object: unknown): readonly Violation[] {
  if (!isRecord(object) || typeof object.apiVersion !== 'string' || typeof object.kind !== 'string') return [];
  const rules = rulesFor(object.apiVersion.split('/', 1)[0] ?? '', object.kind);
  if (rules === undefined) return [];
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  const report = collectViolations({ stored: metadata.uid !== undefined });
  const header = headerOf(metadata);
  for (const key of Object.keys(object)) if (!topFields.includes(key)) report.unknown(key);
  const given = object.spec ?? undefined;
  if (given === undefined && rules.requiresSpec) report.refuse('spec', 'is required');
  const spec = rules.spec.read(given ?? {}, 'spec', report);
  checkAnnotations(header, object.kind, report);
  if (report.isReadable && spec !== undefined) rules.check(spec, report, header);
  return withoutRepeats(report.violations);
}

const topFields: readonly string[] = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function headerOf(metadata: Readonly<Record<string, unknown>>): Header {
  return {
    name: typeof metadata.name === 'string' ? metadata.name : '',
    namespace: typeof metadata.namespace === 'string' ? metadata.namespace : '',
    labels: textMembers(metadata.labels),
    annotations: textMembers(metadata.annotations),
  };
}

function textMembers(value: unknown): ReadonlyMap<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Annotations by which istiod tells what it made itself. */
const internalAnnotations = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parent-namespace',
  'internal.istio.io/parents',
] as const;

function checkAnnotations({ annotations }: Header, kind: string, report: Report): void {
  for (const name of internalAnnotations) {
    if (annotations.has(name)) report.error(at('metadata.annotations', name), 'is reserved for Istio itself');
  }
  if (kind !== 'AuthorizationPolicy' && annotations.has('istio.io/dry-run')) {
    report.error(at('metadata.annotations', 'istio.io/dry-run'), 'is for AuthorizationPolicies only');
  }
}
