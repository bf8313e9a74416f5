import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, pathsOf, type Run, script, withRun } from './stand-in/run.js';

function lacks(program: string): boolean {
  return spawnSync(program, ['--help']).error !== undefined;
}

describe('capture.sh in other shells', () => {
  const shells: [string, ...string[]][] = [['dash'], ['bash'], ['busybox', 'sh']];
  const changing = ['meta/manifest.ndjson', 'meta/date.txt'];
  const contents = (run: Run) =>
    pathsOf(run).map((path) => [path, changing.includes(path) ? '' : archiveOf(run).sha256(path)]);

  let expected: string[][];
  beforeAll(async () => {
    expected = await withRun({}, contents);
  }, 60_000);

  for (const shell of shells) {
    it.skipIf(lacks(shell[0]))(`makes the same archive with ${shell.join(' ')}`, async () => {
      expect(await withRun({ shell }, contents)).toEqual(expected);
    });
  }

  it.skipIf(lacks('shellcheck'))('passes shellcheck', () => {
    const standIn = fileURLToPath(new URL('stand-in/kubectl', import.meta.url));
    const checked = spawnSync('shellcheck', [script, standIn], { encoding: 'utf8' });
    expect([checked.stdout, checked.status]).toEqual(['', 0]);
  });
});
