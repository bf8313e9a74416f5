import { execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
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
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
export const script = fileURLToPath(new URL('../../../scripts/capture.sh', import.meta.url));

export interface Fault {
  /** Which call meets it: one by its number, or each multiple of a number. */
  at?: number;
  every?: number;
  how: 'exit' | 'hang' | 'half' | 'garbage' | 'empty' | 'slow' | 'INT' | 'TERM' | 'HUP' | 'PIPE' | 'TWICE';
}

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
  fault?: Fault;
  /** A folder of answers beside the recorded meshes. */
  answers?: string;
  /** The temporary folder and the folder of the archive, where they are not those of the sandbox. */
  temporary?: string;
  output?: string;
  /** Replaces PATH, the stand-ins included. */
  path?: string;
  /** Without tar the archive is a folder, which is left alone. */
  unpacked?: true;
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
  /** Processes that the script started and that are still there. */
  running: string[];
  archive?: Archive;
}

export interface Archive {
  path: string;
  /** Below the root folder of the archive, in its order. */
  files: { path: string; mode: string }[];
  manifest: ManifestLine[];
  read(path: string): string;
  size(path: string): number;
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
    const [program = 'sh', ...programFlags] = run.shell ?? process.env.CAPTURE_SHELL?.split(' ') ?? [];
    const temporary = run.temporary ?? folder('tmp');
    const output = run.output ?? folder('out');
    const options: SpawnOptions = {
      cwd: root,
      // Leader of a group, by which what it leaves behind can be found.
      detached: true,
      env: {
        PATH: run.path ?? `${folder('bin')}:${process.env.PATH}`,
        TMPDIR: temporary,
        STAND_IN_LOG: folder('log'),
        STAND_IN_ANSWERS: run.answers ?? join(here, run.mesh ?? 'istio-1.24'),
        STAND_IN_REFUSE: run.refuse ?? '',
        STAND_IN_DENY: run.deny ?? '',
        STAND_IN_BLOCK: run.block ?? '',
        STAND_IN_STUBBORN: run.stubborn ? 'yes' : '',
        STAND_IN_FAULT: run.fault?.how ?? '',
        STAND_IN_AT: String(run.fault?.at ?? 0),
        STAND_IN_EVERY: String(run.fault?.every ?? 0),
        STAND_IN_PORT: String(run.port ?? 0),
        STAND_IN_READY: run.fault?.how === 'hang' ? '' : folder('ready'),
        STAND_IN_FOREVER: folder('forever'),
      },
    };
    const programArguments =
      commands === undefined
        ? [script, '--output', run.output ?? 'out', '--max-rate', '1000', ...(run.flags ?? [])]
        : ['-c', commands];
    rmSync(folder('log'), { force: true });
    const child = spawn(program, [...programFlags, ...programArguments], options);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    const ended = new Promise<Run>((resolve) => {
      child.on('close', (code) => {
        const [path] = readdirSync(output).filter((name) => name.endsWith('.tgz'));
        resolve({
          code,
          stdout,
          stderr,
          calls: callsIn(folder('log')),
          left: readdirSync(temporary),
          output: readdirSync(output),
          running: processesOf(child.pid),
          ...(path !== undefined && !run.unpacked && { archive: unpack(join(output, path), folder('unpacked')) }),
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

export type Sandbox = ReturnType<typeof createSandbox>;

/** Runs the script in a sandbox of its own, and removes that. */
export async function withRun<T>(options: Options, use: (run: Run) => T): Promise<T> {
  const sandbox = createSandbox();
  try {
    return use(await sandbox.run(options));
  } finally {
    sandbox.remove();
  }
}

function processesOf(group: number | undefined): string[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => new RegExp(`^ *${group} [^Z]`).test(line));
}

function callsIn(log: string): Call[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line.replaceAll('\t', '\\t')));
}

export function unpack(path: string, into: string): Archive {
  execFileSync('tar', ['-xf', path, '-C', into]);
  const listing = execFileSync('tar', ['-tvf', path], { encoding: 'utf8' }).trimEnd().split('\n');
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
    size: (name) => statSync(file(name)).size,
    sha256: (name) =>
      createHash('sha256')
        .update(readFileSync(file(name)))
        .digest('hex'),
  };
}
