import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectlMinor } from './run-capture.js';
import { certificate, large, plainStreamsServer, streamsServer } from './streams-server.js';

const minor = kubectlMinor();
const none = minor === undefined ? ' (skipped: no kubectl)' : '';
const server = streamsServer();
const plainServer = plainStreamsServer();
let folder: string;
let plainPort: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streams-test-'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await once(plainServer.listen(0, '127.0.0.1'), 'listening');
  plainPort = (plainServer.address() as AddressInfo).port;
  const cluster = {
    server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    'certificate-authority-data': certificate.toString('base64'),
  };
  const kubeconfig = {
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token: 'test' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(kubeconfig));
});
afterAll(() => {
  for (const it of [server, plainServer]) {
    it.close();
    it.closeAllConnections();
  }
  rmSync(folder, { recursive: true, force: true });
});

function environment(webSockets: boolean) {
  const KUBECONFIG = join(folder, 'config');
  return { ...process.env, HOME: folder, KUBECONFIG, KUBECTL_REMOTE_COMMAND_WEBSOCKETS: String(webSockets) };
}

interface Ended {
  code: unknown;
  stdout: string;
  stderr: string;
}

function kubectl(args: readonly string[], webSockets: boolean, input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: environment(webSockets), maxBuffer: 64_000_000 };
    const child = execFile('kubectl', args, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
    // It may end before it has read everything.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/**
 * Over WebSocket kubectl begins to read before it has made its streams, and discards what comes before that ("Unknown stream
 * id"). A server that answers at once meets the gap now and then.
 */
const attempts = { retry: 3 };

const transports: [string, boolean, boolean][] = [
  ['SPDY', false, false],
  ['WebSocket', true, (minor ?? 0) < 30],
];
for (const [transport, webSockets, unknown] of transports) {
  const skipped = unknown && minor !== undefined ? ` (skipped: kubectl 1.${minor} does not know it)` : none;
  describe.skipIf(skipped)(`exec of the real kubectl over ${transport}${skipped}`, attempts, () => {
    const exec = (...argv: string[]) => kubectl(['exec', 'web', '--', ...argv], webSockets);

    it('brings output and errors apart, byte by byte', async () => {
      expect(await exec('both')).toEqual({ code: 0, stdout: 'to stdout\n', stderr: 'to stderr\n' });
    });

    it.each([7, 126])('brings exit code %i of the command', async (code) => {
      const stderr = `it failed\ncommand terminated with exit code ${code}\n`;
      expect(await exec('exit', String(code))).toEqual({ code, stdout: '', stderr });
    });

    it('brings twelve megabytes whole', async () => {
      const { code, stdout } = await exec('large');
      expect([code, stdout.length, stdout === large]).toEqual([0, 12_000_000, true]);
    });

    it('hands over the words of the command', async () => {
      const words = ['-c', 'cat /etc/resolv.conf; echo "a&b=c+d%20"', '', 'é'];
      expect(JSON.parse((await exec('words', ...words)).stdout)).toEqual(words);
    });

    it('takes what comes on stdin', async () => {
      const { code, stdout } = await kubectl(['exec', '-i', 'web', '--', 'both'], webSockets, 'x'.repeat(100_000));
      expect([code, stdout]).toEqual([0, 'to stdout\n']);
    });

    it.each([
      ['absent', 'exec: "absent": executable file not found in $PATH: unknown'],
      ['broken', 'Error: a mistake in the test'],
    ])('says why %s could not be started', async (name, reason) => {
      const { code, stdout, stderr } = await exec(name);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`Internal error occurred: error executing command in container: ${reason}\n`);
    });
  });
}

describe.skipIf(none)(`exec of a client that knows only version 2 or 3${none}`, () => {
  it.each(['v3', 'v2'])('says in words that a command failed (%s)', async (version) => {
    const offerOnly = ({ headers }: IncomingMessage) => {
      headers['x-stream-protocol-version'] = `${version}.channel.k8s.io`;
    };
    server.prependListener('upgrade', offerOnly);
    try {
      expect(await kubectl(['exec', 'web', '--', 'both'], false)).toMatchObject({ code: 0, stdout: 'to stdout\n' });
      const { code, stderr } = await kubectl(['exec', 'web', '--', 'exit', '7'], false);
      expect(code).toBe(1);
      expect(stderr).toContain('error executing remote command: command terminated with non-zero exit code');
    } finally {
      server.off('upgrade', offerOnly);
    }
  });
});

describe.skipIf(none)(`port-forward of the real kubectl${none}`, () => {
  /** Forwards free local ports to `ports` while `use` runs; gives what kubectl complained about. */
  async function forwarding(ports: number[], use: (local: number[]) => Promise<void>): Promise<string> {
    const args = ['port-forward', '--address', '127.0.0.1', 'pod/web', ...ports.map((it) => `:${it}`)];
    const child = spawn('kubectl', args, { env: environment(true) });
    const complaints = text(child.stderr);
    try {
      const local = await new Promise<number[]>((resolve, reject) => {
        let said = '';
        child.stdout.on('data', (chunk) => {
          said += chunk;
          const found = [...said.matchAll(/Forwarding from 127\.0\.0\.1:(\d+) -> /g)].map(([, at]) => Number(at));
          if (found.length === ports.length) resolve(found);
        });
        child.on('close', () => reject(new Error(`kubectl ended: ${said}`)));
      });
      await use(local);
    } finally {
      child.kill('SIGTERM');
    }
    return complaints;
  }

  it('serves HTTP on two ports', async () => {
    await forwarding([15000, 15020], async (local) => {
      const bodies = await Promise.all(local.map(async (at) => (await fetch(`http://127.0.0.1:${at}/`)).text()));
      expect(bodies).toEqual(['port 15000', 'port 15020']);
    });
  });

  it('answers a client that has sent everything', async () => {
    await forwarding([15021], async ([at = 0]) => {
      const client = connect({ port: at, host: '127.0.0.1', allowHalfOpen: true });
      client.end(Buffer.alloc(1_000_000));
      expect(await text(client)).toBe('1000000 bytes');
    });
  });

  it('says that nobody listens on a port', async () => {
    const complaints = await forwarding([15090], async ([at = 0]) => {
      await expect(fetch(`http://127.0.0.1:${at}/`)).rejects.toThrow();
    });
    expect(complaints).toContain('error forwarding port 15090 to pod');
    expect(complaints).toContain('connection refused');
  });
});

describe('a client that does not behave', () => {
  const path = '/api/v1/namespaces/default/pods/web';
  const spdy = 'upgrade: SPDY/3.1\r\nx-stream-protocol-version: v4.channel.k8s.io\r\n';
  const webSocket = 'upgrade: websocket\r\nsec-websocket-key: a\r\nsec-websocket-protocol: v5.channel.k8s.io\r\n';

  function upgrade(target: string, headers: string) {
    const socket = connect(plainPort, '127.0.0.1');
    socket.write(`POST ${path}/${target} HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\n${headers}\r\n`);
    return socket;
  }

  it('is told which versions there are', async () => {
    const answer = await text(upgrade('exec?stdout=1', 'upgrade: SPDY/3.1\r\nx-stream-protocol-version: v9\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain(
      'x-accepted-stream-protocol-versions: v4.channel.k8s.io, v3.channel.k8s.io, v2.channel.k8s.io, channel.k8s.io',
    );
  });

  it('loses its connection when it sends no SPDY', async () => {
    const socket = upgrade('exec?stdout=1', spdy);
    // A SYN_STREAM whose headers are not compressed.
    socket.write(Buffer.concat([Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 20]), Buffer.alloc(20)]));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('is refused SPDY inside a WebSocket, so that it takes SPDY', async () => {
    expect(await text(upgrade('portforward', webSocket))).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each([
    ['over SPDY', 'exec?stdout=1&command=large', spdy],
    ['over a WebSocket', 'exec?stdout=1&command=large', webSocket],
    ['of a refused upgrade', 'portforward', webSocket],
  ])('can hang up in the middle %s', async (_, target, headers) => {
    const hungUp = new Promise((resolve) => {
      plainServer.once('connection', (socket) => socket.on('close', resolve));
    });
    const socket = upgrade(target, headers);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await hungUp;
  });

  it.skipIf(none)(`can be a kubectl that is killed in the middle${none}`, async () => {
    const child = spawn('kubectl', ['exec', 'web', '--', 'large'], { env: environment(false) });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    expect((await kubectl(['exec', 'web', '--', 'both'], false)).code).toBe(0);
  });
});
