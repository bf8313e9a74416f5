import type { BugReportLog } from '../../parsers/bug-report-log.js';
import type { Capture, CaptureFailure } from '../facets.js';
import type { Artifacts, UnusableEntry } from './context.js';

/** What istioctl bug-report logged about its own run. */
export function bugReportCapture(artifacts: Artifacts): Capture | undefined {
  const [log] = artifacts.of('bug-report-log');
  if (log === undefined) return undefined;
  const { path, value } = log;
  const { from, to, istioctlVersion } = value;
  return {
    producer: istioctlVersion === undefined ? 'istioctl bug-report' : `istioctl bug-report ${istioctlVersion}`,
    from,
    to,
    interrupted: false,
    failures: [
      ...value.failures.map(({ command, reason, line }) => failure(path, line, command ?? 'bug-report', reason)),
      ...joined(path, value),
      ...otherCluster(artifacts, value),
    ],
    source: { path, line: 1 },
  };
}

/** Why lists are missing: one refused type makes kubectl fail, and istioctl then drops what it got of all the others. */
export function listFailures(artifacts: Artifacts): readonly UnusableEntry[] {
  return artifacts.of('bug-report-log').flatMap(({ path, tag, value }) =>
    value.failures.flatMap(({ command, reason }) => {
      if (command?.startsWith('kubectl get ')) return { path, tag, reason: `${command.slice(0, 80)} ${reason}` };
      return reason.startsWith('exit status ') ? { path, tag, reason } : [];
    }),
  );
}

function joined(path: string, { joinedNamespaces }: BugReportLog): CaptureFailure[] {
  if (joinedNamespaces === undefined) return [];
  const { names, line } = joinedNamespaces;
  const reason = `kubectl was asked for one namespace named ${names}, so that the files under cluster/ are empty lists`;
  return [{ ...failure(path, line, 'kubectl get', reason), path: 'cluster' }];
}

/**
 * Up to 1.11 the commands that istioctl ran through kubectl did not get `--context`: they asked the cluster of the current
 * context, and everything that is fetched from pods came from the other one. Since 1.12 both addresses are on record.
 */
function otherCluster(artifacts: Artifacts, log: BugReportLog): CaptureFailure[] {
  const [current] = artifacts.of('cluster-context');
  if (current === undefined) return [];
  const { context, endpoint } = current.value;
  const differs =
    endpoint !== undefined && log.clusterEndpoint !== undefined
      ? endpoint !== log.clusterEndpoint && `${log.clusterEndpoint}, and ${endpoint}`
      : log.clusterEndpoint === undefined && log.targetContext !== undefined && log.targetContext !== context
        ? `${log.targetContext}, and the current context ${context}`
        : false;
  if (differs === false) return [];
  const reason = `the files of this bundle may come from two clusters: ${differs}`;
  return [failure(current.path, 1, 'kubectl config current-context', reason)];
}

function failure(path: string, line: number, step: string, reason: string): CaptureFailure {
  return { step, reason, skipped: false, source: { path, line } };
}
