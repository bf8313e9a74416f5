import type { Evidence } from '../../core/evidence.js';
import type { AnalyzerVerdict, Capture, CaptureFailure } from '../facets.js';
import type { Artifacts } from './context.js';

/** What Replicated troubleshoot recorded about its own run; nothing when the bundle is not of it, or says nothing. */
export function supportBundleCapture(artifacts: Artifacts): Capture | undefined {
  const [version] = artifacts.of('support-bundle-version');
  const failures = [...collectorFailures(artifacts), ...deniedNamespaces(artifacts)];
  const near = timeInName(artifacts.name);
  const verdicts = verdictsOf(artifacts);
  const source = sourceOf(version?.path, verdicts, failures);
  if (source === undefined && near === undefined) return undefined;
  return {
    producer: version === undefined ? 'troubleshoot' : `troubleshoot ${version.value.version}`,
    ...(near !== undefined && { near }),
    interrupted: false,
    failures,
    ...(verdicts !== undefined && { verdicts }),
    source: source ?? { path: 'cluster-resources' },
  };
}

function sourceOf(
  version: string | undefined,
  ...records: readonly (readonly { source: Evidence }[] | undefined)[]
): Evidence | undefined {
  return version === undefined ? records.flatMap((record) => record ?? [])[0]?.source : { path: version };
}

/** The results that are not good, of bundles whose analyzers ran. */
function verdictsOf(artifacts: Artifacts): AnalyzerVerdict[] | undefined {
  const analyses = artifacts.of('support-bundle-analysis');
  if (analyses.length === 0) return undefined;
  return analyses.flatMap(({ path, value }) =>
    value.verdicts.map(({ pointer, ...verdict }) => ({ ...verdict, source: { path, pointer } })),
  );
}

function collectorFailures(artifacts: Artifacts): CaptureFailure[] {
  return artifacts.of('collector-errors').flatMap(({ path, value }) =>
    value.failures.map(({ what, reason }) => ({
      step: what ?? path,
      path,
      reason,
      skipped: false,
      source: { path },
    })),
  );
}

/** Namespaces that are left out because the account may not get their pods. */
function deniedNamespaces(artifacts: Artifacts): CaptureFailure[] {
  const listed = artifacts.namespacesListed('Pod');
  return artifacts.of('access-rules').flatMap(({ path, tag: { namespace = '' }, value }) =>
    value.canGetPods || listed.has(namespace)
      ? []
      : {
          step: `namespace ${namespace}`,
          path,
          reason: `the account cannot get resource "pods" in namespace ${namespace}, so that nothing of it was taken: forbidden`,
          skipped: false,
          source: { path },
        },
  );
}

/** `support-bundle-2026-03-04T09_12_00`, by the clock of whoever took it. */
function timeInName(name: string | undefined): string | undefined {
  const [, date, hours, minutes, seconds] =
    /(?:support-bundle|preflightbundle)-(\d{4}-\d\d-\d\d)T(\d\d)_(\d\d)_(\d\d)/.exec(name ?? '') ?? [];
  return date === undefined ? undefined : `${date}T${hours}:${minutes}:${seconds}Z`;
}
