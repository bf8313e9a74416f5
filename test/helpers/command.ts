import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { scratch } from './bundle.js';

export const root = new URL('../../', import.meta.url).pathname;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  directory: string;
}

/** Runs the built command in a directory of its own. */
export function meshtriage(
  args: readonly string[],
  options: { input?: Buffer; command?: string; cwd?: string } = {},
): Ran {
  const directory = options.cwd ?? scratch();
  const main = join(root, 'dist/cli', `${options.command ?? 'main'}.js`);
  const ran = spawnSync(process.execPath, [main, ...args], {
    cwd: directory,
    ...(options.input && { input: options.input }),
    encoding: 'utf8',
    env: { PATH: process.env.PATH, SOURCE_DATE_EPOCH: '1772616660' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr, directory };
}

/** A fixture as a customer would pack it. */
export function packed(fixture: string): string {
  const file = join(scratch(), 'acme-1234.tgz');
  execFileSync('tar', ['-czf', file, '-C', join(root, 'fixtures/bundles'), fixture]);
  return file;
}
