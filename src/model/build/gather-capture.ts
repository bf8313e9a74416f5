import type { ArtifactMap } from '../../parsers/index.js';
import type { Capture, CaptureFailure } from '../facets.js';
import type { Artifacts, Stored } from './context.js';

/** What oc adm must-gather and the images that it ran recorded; each image has a version and a log of its own. */
export function gatherCapture(artifacts: Artifacts): Capture | undefined {
  const stamps = artifacts.of('gather-timestamp');
  const versions = artifacts.of('gather-version');
  const logs = artifacts.of('gather-log');
  const [first] = [...stamps, ...versions, ...logs];
  if (first === undefined) return undefined;
  const producers = versions.map(({ value: { collector, version } }) => [collector, version].filter(Boolean).join(' '));
  const times = [
    ...stamps.flatMap(({ value }) => [value.started, value.ended]),
    ...(stamps.length > 0 ? [] : logs.flatMap(({ value }) => [value.first, value.last])),
  ].filter((time) => time !== undefined);
  const ordered = times.toSorted((a, b) => Date.parse(a) - Date.parse(b));
  const [from, to] = [ordered[0], ordered.at(-1)];
  return {
    producer: producers.length === 0 ? 'oc adm must-gather' : [...new Set(producers)].join(', '),
    ...(from !== undefined && { from }),
    ...(to !== undefined && to !== from && { to }),
    interrupted: logs.some(({ value }) => value.unfinished) || stamps.some(({ value }) => value.ended === undefined),
    failures: failuresOf(logs),
    source: { path: first.path, line: 1 },
  };
}

/** The log of oc repeats what the images said, and is all there is of an image whose files were never copied. */
function failuresOf(logs: readonly Stored<ArtifactMap['gather-log']>[]): readonly CaptureFailure[] {
  const hasImageLog = logs.some(({ value }) => value.by === 'image');
  return logs.flatMap(({ path, value }) =>
    value.failures
      .filter(({ relayed }) => !relayed || !hasImageLog)
      .map(({ step = 'must-gather', reason, line }) => ({ step, reason, skipped: false, source: { path, line } })),
  );
}
