import { expect } from 'vitest';
import { analyze } from '../../../src/analyze.js';
import { openBundle } from '../../../src/bundle/open.js';
import { notAllowed } from './allowed.js';
import { type Archive, archiveOf, type ManifestLine, type Run } from './run.js';

const reasonOf = ({ error, skipped }: ManifestLine) => error ?? skipped;

/** What holds for every run, whatever went wrong: it left nothing behind, and its archive tells the truth and is readable. */
export async function expectHonest(run: Run): Promise<void> {
  expectClean(run);
  expect(run.output.filter((name) => !name.endsWith('.tgz'))).toEqual([]);
  const archive = archiveOf(run);
  expectTrueManifest(archive);
  const analysis = await analyze(await openBundle(archive.path));
  expect(analysis.bundles[0]?.layout).toBe('capture');
  expect(analysis.checks.filter(({ outcome }) => outcome === 'error')).toEqual([]);
}

/** What holds even where no archive could be made. */
export function expectClean(run: Run): void {
  expect(run.left).toEqual([]);
  expect(run.running).toEqual([]);
  expect(`${run.stdout}${run.stderr}`).not.toContain('\u001b');
  expect(notAllowed(run.calls)).toEqual([]);
}

export function expectTrueManifest({ manifest, files, sha256, size }: Archive): void {
  const [header, ...rest] = manifest;
  expect(header).toMatchObject({ schema: 'meshtriage.capture/1' });
  const totals = rest.pop();
  expect(totals).toHaveProperty('ended');

  const steps = rest.filter((line) => 'exit' in line || reasonOf(line) !== undefined);
  const failed = steps.filter(({ error }) => error !== undefined).length;
  const ok = steps.filter((line) => reasonOf(line) === undefined).length;
  expect(totals).toMatchObject({ steps: steps.length, ok, failed, skipped: steps.length - ok - failed });

  const data = files.filter(({ path }) => path !== 'meta/manifest.ndjson' && !path.endsWith('.stderr'));
  const isTrue = (path: string) => (line: ManifestLine) =>
    line.path === path && line.sha256 === sha256(path) && line.bytes === size(path);
  expect(data.filter(({ path }) => !rest.some(isTrue(path)))).toEqual([]);
  const present = new Set(data.map(({ path }) => path));
  const claimed = rest.filter((line) => line.path !== undefined && Number(line.bytes ?? 0) > 0);
  expect(claimed.filter(({ path }) => path !== undefined && !present.has(path))).toEqual([]);
}

/** The steps whose last attempt was this call. */
export function stepsOf(call: readonly string[] | undefined, { manifest }: Archive): ManifestLine[] {
  return manifest.filter(({ argv }) => JSON.stringify(argv) === JSON.stringify(call));
}
