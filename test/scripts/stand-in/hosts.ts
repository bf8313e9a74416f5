import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { flags, type Scenario } from './faults.js';
import { expectClean, expectHonest } from './honest.js';
import { archiveOf, pathsOf, type Sandbox } from './run.js';

/** A folder with all programs of this host but some. */
function pathWithout(sandbox: Sandbox, lacking: readonly string[]): string {
  const folders = ['/usr/local/bin', '/usr/bin', '/bin', join(sandbox.root, 'bin')].filter((it) => existsSync(it));
  const programs = new Map(folders.flatMap((folder) => readdirSync(folder).map((name) => [name, join(folder, name)])));
  const bin = join(sandbox.root, 'only');
  mkdirSync(bin);
  for (const [name, program] of programs) if (!lacking.includes(name)) symlinkSync(program, join(bin, name));
  return bin;
}

const needed = [
  ['gzip'],
  ['mktemp'],
  ['sha256sum'],
  ['sha256sum', 'shasum'],
  ['istioctl'],
  ['curl'],
  ['timeout'],
  ['ps'],
];

export const toolsMissing: Scenario[] = [
  {
    name: 'no tar: what was captured stays in a folder',
    async check(sandbox) {
      const path = pathWithout(sandbox, ['tar']);
      const run = await sandbox.run({ flags: [...flags, '--only', 'services'], path, unpacked: true });
      expectClean(run);
      expect(run.code).toBe(0);
      expect(readdirSync(join(sandbox.root, 'out', run.output[0] ?? '')).sort()).toEqual(['cluster', 'meta']);
    },
  },
  ...needed.map((lacking) => ({
    name: `no ${lacking.join(', no ')}`,
    async check(sandbox: Sandbox) {
      const path = pathWithout(sandbox, lacking);
      const run = await sandbox.run({ flags: [...flags, '--only', 'services,proxy,istioctl'], path });
      if (lacking.includes('shasum')) expectClean(run);
      else await expectHonest(run);
      expect(run.code).toBe(0);
      expect(archiveOf(run).manifest.at(-1)).toMatchObject({ failed: 0, interrupted: false });
      expect(pathsOf(run)).toContain('cluster/services.json');
    },
  })),
];

const probe = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
const cannotMount = probe.status === 0 ? undefined : 'this host does not let us mount';

/** Whether a file of 4 kB can be written although it may have 512 bytes. */
const limitIgnored =
  'file=$(mktemp) && (ulimit -f 1 && head -c 4096 /dev/zero >"$file"); code=$?; rm -f "$file"; exit $code';
const cannotLimit =
  spawnSync('sh', ['-c', limitIgnored]).status === 0 ? 'this host does not limit the size of files' : undefined;

async function withDisk(sandbox: Sandbox, options: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(sandbox.root, 'small');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  try {
    await use(folder);
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
}

export const nothingCanBeWritten: Scenario[] = [
  ...[8, 16, 64, 160, 320].map((size) => ({
    name: `a full temporary disk of ${size} kB`,
    impossible: cannotMount,
    check: (sandbox: Sandbox) =>
      withDisk(sandbox, `size=${size}k`, async (temporary) => {
        const run = await sandbox.run({ flags, temporary });
        expectClean(run);
        expect([1, 10]).toContain(run.code);
        if (run.archive === undefined) return;
        expect(run.archive.manifest[0]).toHaveProperty('schema');
        expect(pathsOf(run).filter((path) => run.archive?.size(path) === 0)).toEqual([]);
      }),
  })),
  ...[4, 8].map((size) => ({
    name: `a disk of ${size} kB for the archive`,
    impossible: cannotMount,
    check: (sandbox: Sandbox) =>
      withDisk(sandbox, `size=${size}k`, async (output) => {
        const run = await sandbox.run({ flags, output });
        expectClean(run);
        expect([run.code, run.output]).toEqual([1, []]);
        expect(run.stderr).toContain('capture.sh: the archive could not be written');
      }),
  })),
  {
    name: 'a read-only disk for the archive',
    impossible: cannotMount,
    check: (sandbox) =>
      withDisk(sandbox, 'ro', async (output) => {
        const run = await sandbox.run({ flags, output });
        expectClean(run);
        expect([run.code, run.output, run.calls]).toEqual([1, [], []]);
        expect(run.stderr).toBe('capture.sh: cannot write into the folder of the archive\n');
      }),
  },
  {
    name: 'a read-only temporary disk',
    impossible: cannotMount,
    check: (sandbox) =>
      withDisk(sandbox, 'ro', async (temporary) => {
        const run = await sandbox.run({ flags, temporary });
        expectClean(run);
        expect([run.code, run.output, run.calls]).toEqual([1, [], []]);
        expect(run.stderr).toContain('capture.sh: cannot make a temporary folder\n');
      }),
  },
  ...[1, 8, 32].map((blocks) => ({
    name: `no file above ${blocks} blocks`,
    impossible: cannotLimit,
    async check(sandbox: Sandbox) {
      const run = await sandbox.run({ flags, shell: ['sh', '-c', `ulimit -S -f ${blocks}; exec sh "$0" "$@"`] });
      expectClean(run);
      expect([1, 10]).toContain(run.code);
      expect(run.output.filter((name) => !name.endsWith('.tgz'))).toEqual([]);
    },
  })),
  {
    name: 'a file in place of the folder of the archive',
    async check(sandbox) {
      const output = join(sandbox.root, 'out/file');
      writeFileSync(output, '');
      const run = await sandbox.run({ flags: ['--output', `${output}/x`] });
      expectClean(run);
      expect([run.code, run.calls]).toEqual([1, []]);
      expect(run.stderr).toMatch(/^capture\.sh: cannot make the folder of the archive\n$/);
    },
  },
];
