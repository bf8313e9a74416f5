import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
export const script = fileURLToPath(new URL('../../../scripts/capture.sh', import.meta.url));

export type Mesh = 'istio-1.24' | 'istio-1.0' | 'ambient';

export interface Options {
  mesh?: Mesh;
  flags?: readonly string[];
  shell?: readonly [string, ...string[]];
  /** Pattern of commands that the API server forbids. */
  refuse?: string;
  /** Pattern of questions about permissions that are answered with no. */
  deny?: string;
  /** Pattern of a command that never gets an answer; `stubborn`: it does not end when asked to. */
  block?: string;
  stubborn?: boolean;
  /** Where a forwarded port leads to. */
  port?: number;
}

export type Call = readonly string[];

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Every call of kubectl and istioctl, in order. */
  calls: Call[];
  /** What is left in the temporary folder, and in the output folder. */
  left: string[];
  output: string[];
  archive?: Archive;
}

export interface Archive {
  path: string;
  /** Below the root folder of the archive, in its order. */
  files: { path: string; mode: string }[];
  manifest: ManifestLine[];
  read(path: string): string;
  sha256(path: string): string;
}

export type ManifestLine = Record<string, unknown> & { step?: string; path?: string; argv?: string[] };

export function archiveOf(run: Run): Archive {
  if (run.archive === undefined) throw new Error(`no archive: ${run.stderr}`);
  return run.archive;
}

export function pathsOf(run: Run): string[] {
  return archiveOf(run).files.map(({ path }) => path);
}

/** A folder with stand-ins for kubectl and istioctl, in which the script runs. */
export function createSandbox() {
  const root = mkdtempSync(join(tmpdir(), 'capture-test-'));
  const folder = (name: string) => join(root, name);
  for (const name of ['bin', 'tmp', 'out', 'unpacked']) mkdirSync(folder(name));
  for (const program of ['kubectl', 'istioctl']) {
    copyFileSync(join(here, 'kubectl'), join(folder('bin'), program));
    chmodSync(join(folder('bin'), program), 0o700);
  }
  for (const fifo of ['ready', 'forever']) execFileSync('mkfifo', [folder(fifo)]);

  function start(run: Options, commands?: string) {
    const [program, ...programFlags] = run.shell ?? ['sh'];
    const options: SpawnOptions = {
      cwd: root,
      env: {
        PATH: `${folder('bin')}:${process.env.PATH}`,
        TMPDIR: folder('tmp'),
        STAND_IN_LOG: folder('log'),
        STAND_IN_ANSWERS: join(here, run.mesh ?? 'istio-1.24'),
        STAND_IN_REFUSE: run.refuse ?? '',
        STAND_IN_DENY: run.deny ?? '',
        STAND_IN_BLOCK: run.block ?? '',
        STAND_IN_STUBBORN: run.stubborn ? 'yes' : '',
        STAND_IN_PORT: String(run.port ?? 0),
        STAND_IN_READY: folder('ready'),
        STAND_IN_FOREVER: folder('forever'),
      },
    };
    const programArguments =
      commands === undefined ? [script, '--output', 'out', ...(run.flags ?? [])] : ['-c', commands];
    rmSync(folder('log'), { force: true });
    const child = spawn(program, [...programFlags, ...programArguments], options);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    const ended = new Promise<Run>((resolve) => {
      child.on('close', (code) => {
        const [path] = readdirSync(folder('out')).filter((name) => name.endsWith('.tgz'));
        resolve({
          code,
          stdout,
          stderr,
          calls: callsIn(folder('log')),
          left: readdirSync(folder('tmp')),
          output: readdirSync(folder('out')),
          ...(path !== undefined && { archive: unpack(join(folder('out'), path), folder('unpacked')) }),
        });
      });
    });
    return { child, ended };
  }

  return {
    root,
    ready: folder('ready'),
    forever: folder('forever'),
    start,
    run: (options: Options = {}) => start(options).ended,
    /** Runs shell commands with the stand-ins. */
    shell: (commands: string) => start({}, commands).ended,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Runs the script in a sandbox of its own, and removes that. */
export async function withRun<T>(options: Options, use: (run: Run) => T): Promise<T> {
  const sandbox = createSandbox();
  try {
    return use(await sandbox.run(options));
  } finally {
    sandbox.remove();
  }
}

function callsIn(log: string): Call[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line.replaceAll('\t', '\\t')));
}

function unpack(path: string, into: string): Archive {
  execFileSync('tar', ['-xzf', path, '-C', into]);
  const listing = execFileSync('tar', ['-tvzf', path], { encoding: 'utf8' }).trimEnd().split('\n');
  const files = listing.flatMap((line) => {
    const [, mode, name] = /^(-\S+) .* [^/ ]+\/(\S+)$/.exec(line) ?? [];
    return mode === undefined || name === undefined ? [] : [{ path: name, mode }];
  });
  const [root = ''] = readdirSync(into);
  const file = (name: string) => join(into, root, name);
  return {
    path,
    files,
    manifest: readFileSync(file('meta/manifest.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    read: (name) => readFileSync(file(name), 'utf8'),
    sha256: (name) =>
      createHash('sha256')
        .update(readFileSync(file(name)))
        .digest('hex'),
  };
}
