import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
import { type Archive, script, unpack } from '../stand-in/run.js';
import type { Grant } from './access.js';
import { readRecordedMesh } from './recorded-mesh.js';
import type { Faults } from './requests.js';
import { type RequestRecord, startApiServer } from './server.js';

export interface CaptureOptions {
  /** The folder with the recorded mesh. */
  mesh: string;
  /** The file `recorded` has the paths of the recording, for --only-missing. */
  flags?: readonly string[];
  grants?: readonly Grant[];
  faults?: Faults;
  environment?: Record<string, string>;
}

export interface Captured {
  code: number | null;
  stderr: string;
  requests: RequestRecord[];
  archive: Archive;
}

/** Runs `scripts/capture.sh` with the kubectl in PATH against a recorded mesh, and removes everything behind `use`. */
export async function withCapture<T>(options: CaptureOptions, use: (captured: Captured) => T): Promise<Awaited<T>> {
  const mesh = readRecordedMesh(options.mesh);
  const server = await startApiServer({
    mesh,
    ...(options.grants !== undefined && { grants: options.grants }),
    ...(options.faults !== undefined && { faults: options.faults }),
  });
  const root = mkdtempSync(join(tmpdir(), 'capture-kubectl-'));
  const folder = (name: string) => join(root, name);
  for (const name of ['bin', 'home', 'tmp', 'out', 'unpacked']) mkdirSync(folder(name));
  writeFileSync(folder('recorded'), `${recordedPaths(mesh.folder).join('\n')}\n`);
  writeFileSync(folder('kubeconfig'), server.kubeconfig, { mode: 0o600 });
  writeProgram(folder('bin/date'), dateAt(mesh.recordedAt));
  writeProgram(folder('bin/istioctl'), istioctlOf(mesh.folder));
  try {
    const child = spawn('sh', [script, '--output', 'out', '--max-rate', '1000', ...(options.flags ?? [])], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: `${folder('bin')}:${process.env.PATH}`,
        HOME: folder('home'),
        TMPDIR: folder('tmp'),
        KUBECONFIG: folder('kubeconfig'),
        ...options.environment,
      },
    });
    const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);
    const [name] = readdirSync(folder('out'));
    if (name === undefined) throw new Error(`no archive: ${stderr}`);
    const archive = unpack(join(folder('out'), name), folder('unpacked'));
    return await use({ code, stderr, requests: server.requests, archive });
  } finally {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  }
}

function writeProgram(path: string, lines: string): void {
  writeFileSync(path, `#!/bin/sh\n${lines}`);
  chmodSync(path, 0o700);
}

/** The clock of the recording, so that ages and expiries are what they were; with GNU's date, or that of macOS. */
function dateAt(recordedAt: Date): string {
  const seconds = Math.round((recordedAt.getTime() - Date.now()) / 1000);
  const shift = `${seconds < 0 ? '' : '+'}${seconds}`;
  return `/bin/date -u -d '${shift} seconds' "$@" 2>/dev/null || exec /bin/date -u -v '${shift}S' "$@"\n`;
}

/** Plays the recorded answers of istioctl; what was not recorded is an unknown command. */
function istioctlOf(folder: string): string {
  return `case $* in
  version*) file=meta/istioctl-version.json ;;
  proxy-status*json*) file=istioctl/proxy-status.json ;;
  proxy-status*) file=istioctl/proxy-status.txt ;;
  "authn tls-check"*) file=istioctl/authn-tls-check.txt ;;
  *) file=none ;;
esac
if [ -r '${folder}'/$file ]; then exec cat '${folder}'/$file; fi
echo "Error: unknown command" >&2
exit 1
`;
}

/** What was recorded, for `--only-missing recorded`. The script gives a page that old proxies print as text the same name. */
function recordedPaths(folder: string): string[] {
  const paths = glob.sync('**', { cwd: folder }).sort();
  return paths.flatMap((path) => [path, path.replace(/\.txt$/, '.json')]);
}

/** The path of the folder with a recorded mesh of the fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/bundles/capture/${name}`, import.meta.url));
}

/** Minor version of the kubectl in PATH; nothing when there is none. */
export function kubectlMinor(): number | undefined {
  try {
    const version = execFileSync('kubectl', ['version', '--client', '-o', 'json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(JSON.parse(version.toString()).clientVersion.minor, 10);
  } catch {
    return undefined;
  }
}
