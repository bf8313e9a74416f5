import type { ArtifactMap } from '../../parsers/index.js';
import type { Capture, CaptureFailure, Facet } from '../facets.js';
import { absentKinds, type BuildContext, present, type Stored } from './context.js';

/** What the capture script or istioctl bug-report recorded about its own run. */
export function buildCapture({ artifacts }: BuildContext): Facet<Capture> {
  const [manifest] = artifacts.of('capture-manifest');
  if (manifest !== undefined) return present(ofManifest(manifest));
  const [log] = artifacts.of('bug-report-log');
  if (log !== undefined) return present(ofBugReport(log));
  return absentKinds(artifacts, 'record of the capture', 'capture-manifest', 'bug-report-log');
}

function ofManifest({ path, value }: Stored<ArtifactMap['capture-manifest']>): Capture {
  const { tool, version, started, ended, interrupted, proxiesKnown, steps } = value;
  return {
    producer: version === undefined ? tool : `${tool} ${version}`,
    from: started,
    ...(ended !== undefined && { to: ended }),
    interrupted,
    failures: steps.flatMap((step): CaptureFailure[] => {
      // An exit code alone is no failure: a probe that got no reply, the "no" of auth can-i, findings of istioctl analyze.
      const reason = step.skipped ?? step.error;
      if (reason === undefined) return [];
      return [
        {
          step: step.name,
          ...(step.path !== undefined && { path: step.path }),
          reason,
          skipped: step.skipped !== undefined,
          source: { path, line: step.line },
        },
      ];
    }),
    redacted: steps.flatMap((step) =>
      step.path === undefined || !step.redacted ? [] : [{ path: step.path, values: step.redacted }],
    ),
    truncated: steps.flatMap((step) => (step.path !== undefined && step.truncated ? [step.path] : [])),
    ...(proxiesKnown !== undefined && { proxiesKnown }),
    source: { path, line: 1 },
  };
}

function ofBugReport({ path, value }: Stored<ArtifactMap['bug-report-log']>): Capture {
  const { from, to, istioctlVersion, failures, joinedNamespaces } = value;
  return {
    producer: istioctlVersion === undefined ? 'istioctl bug-report' : `istioctl bug-report ${istioctlVersion}`,
    from,
    to,
    interrupted: false,
    failures: [
      ...failures.map(
        ({ command, reason, line }): CaptureFailure => ({
          step: command ?? 'bug-report',
          reason,
          skipped: false,
          source: { path, line },
        }),
      ),
      ...(joinedNamespaces === undefined
        ? []
        : [
            {
              step: 'kubectl get',
              path: 'cluster',
              reason: `kubectl was asked for one namespace named ${joinedNamespaces.names}, so that the files under cluster/ are empty lists`,
              skipped: false,
              source: { path, line: joinedNamespaces.line },
            },
          ]),
    ],
    source: { path, line: 1 },
  };
}
