import type { ArtifactMap } from '../../parsers/index.js';
import type { Capture, CaptureFailure, Facet } from '../facets.js';
import { bugReportCapture } from './bug-report-capture.js';
import { clusterInfoCapture } from './cluster-info-capture.js';
import { absentKinds, type BuildContext, present, type Stored } from './context.js';
import { gatherCapture } from './gather-capture.js';
import { supportBundleCapture } from './support-bundle-capture.js';

/** What the tool that made the bundle recorded about its own run. */
export function buildCapture({ artifacts }: BuildContext): Facet<Capture> {
  const [manifest] = artifacts.of('capture-manifest');
  if (manifest !== undefined) return present(ofManifest(manifest));
  const bugReport = bugReportCapture(artifacts);
  if (bugReport !== undefined) return present(bugReport);
  const [dumpTime] = artifacts.of('dump-time');
  if (dumpTime !== undefined) return present(ofIstioDump(dumpTime));
  const gather = gatherCapture(artifacts);
  if (gather !== undefined) return present(gather);
  const supportBundle = supportBundleCapture(artifacts);
  if (supportBundle !== undefined) return present(supportBundle);
  const clusterInfo = clusterInfoCapture(artifacts);
  if (clusterInfo !== undefined) return present(clusterInfo);
  return absentKinds(artifacts, 'record of the capture', 'capture-manifest', 'bug-report-log', 'gather-log');
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

/** Istio's dump_kubernetes.sh notes when it began, and tells of failures on the console only. */
function ofIstioDump({ path, value }: Stored<ArtifactMap['dump-time']>): Capture {
  return {
    producer: 'dump_kubernetes.sh',
    from: value.started,
    interrupted: false,
    failures: [],
    source: { path, line: 1 },
  };
}
