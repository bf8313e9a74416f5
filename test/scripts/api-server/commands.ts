/** A command that `kubectl exec` starts in a container. */
export interface Command {
  namespace: string;
  pod: string;
  argv: readonly string[];
}

/** What it did, or why it could not be started. */
export type Answer = { stdout: string; stderr: string; code: number } | { error: string };

interface Recording {
  /** The content of the first of these files that exists. */
  read(paths: readonly string[]): string | undefined;
  /** The lines of the manifest, which know the exit codes. */
  steps: readonly { path?: string; argv?: readonly string[]; exit?: number }[];
  /** Istio 1.0 */
  isOld: boolean;
}

/** The tools of the image, and the recorded file with what each of them printed. */
const tools: Readonly<Record<string, string>> = {
  'cat /etc/resolv.conf': 'resolv-conf.txt',
  'ip route show table all': 'ip-route.txt',
  'ip rule': 'ip-rule.txt',
  'iptables-save': 'iptables-save.txt',
  'ip6tables-save': 'ip6tables-save.txt',
  'ss -tulpn': 'sockets.txt',
  'cat /proc/net/tcp /proc/net/tcp6': 'proc-net-tcp.txt',
};

/** Plays what was recorded; a tool without a recording is not in the image. */
export function runCommand({ namespace, pod, argv }: Command, recording: Recording): Answer {
  const [program = ''] = argv;
  const url = argv.at(-1) ?? '';
  const proxyPage = (page: string) => adminPage(`proxies/${namespace}/${pod}`, page, recording);
  const istiodPage = (page: string) => debugPage(`istiod/${namespace}/${pod}`, page, recording);

  if (program === 'pilot-agent') return proxyPage(url);
  if (program === 'pilot-discovery') return recording.isOld ? unknownRequest() : istiodPage(url.replace(/^\//, ''));
  if (url.startsWith('localhost:15000/')) return proxyPage(url.slice('localhost:15000/'.length));
  if (/^localhost:(8080|9093)\//.test(url)) return istiodPage(url.slice('localhost:8080/'.length));

  const file = tools[argv.join(' ')];
  const stdout = file === undefined ? undefined : recording.read([`proxies/${namespace}/${pod}/${file}`]);
  if (stdout !== undefined) return { stdout, stderr: '', code: 0 };
  return probe(`probes/${namespace}/${pod}/`, argv, recording) ?? missingTool(program);
}

function adminPage(folder: string, page: string, { read }: Recording): Answer {
  const [path = ''] = page.split('?');
  const name = path.replaceAll('_', '-').replace('server-info', 'server_info');
  const body = read(['json', 'txt'].map((extension) => `${folder}/${name}.${extension}`));
  return { stdout: body ?? 'invalid path. admin commands are:\n  /: Admin home page\n', stderr: '', code: 0 };
}

function debugPage(folder: string, page: string, { read }: Recording): Answer {
  const file = page === 'metrics' ? 'metrics.txt' : `${page.replace(/^debug\//, '')}.json`;
  return { stdout: read([`${folder}/${file}`]) ?? '404 page not found\n', stderr: '', code: 0 };
}

/** A recorded probe with the same tool and the same target. */
function probe(folder: string, argv: readonly string[], { read, steps }: Recording): Answer | undefined {
  const step = steps.find(
    ({ path, argv: recorded }) =>
      path?.startsWith(folder) && recorded?.includes(argv[0] ?? '') && recorded.at(-1) === argv.at(-1),
  );
  const stdout = step?.path === undefined ? undefined : read([step.path]);
  return stdout === undefined ? undefined : { stdout, stderr: '', code: step?.exit ?? 0 };
}

function unknownRequest(): Answer {
  const stderr = 'Error: unknown command "request" for "pilot-discovery"\nRun \'pilot-discovery --help\' for usage.\n';
  return { stdout: '', stderr, code: 255 };
}

/** In the words of containerd and runc. */
function missingTool(program: string): Answer {
  const runc = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`;
  return { error: `failed to exec in container: failed to start exec "5d41402a": ${runc}` };
}
