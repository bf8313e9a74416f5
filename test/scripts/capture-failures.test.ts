import { once } from 'node:events';
import { constants, cpSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveOf, createSandbox, pathsOf } from './stand-in/run.js';

describe('capture.sh when something fails', () => {
  let sandbox: ReturnType<typeof createSandbox>;
  beforeEach(() => {
    sandbox = createSandbox();
  });
  afterEach(() => sandbox.remove());

  it('pays for a forbidden kind with that kind only', async () => {
    const run = await sandbox.run({ refuse: '* get services *-o json' });
    const { manifest, read } = archiveOf(run);
    expect(run.code).toBe(10);
    expect(manifest).toContainEqual(
      expect.objectContaining({
        path: 'cluster/services.json',
        exit: 1,
        bytes: 0,
        error: 'forbidden',
        stderr: 'cluster/services.json.stderr',
      }),
    );
    expect(read('cluster/services.json.stderr')).toContain('is forbidden');
    // Asked again for each namespace, where the account may have more rights.
    expect(manifest).toContainEqual(
      expect.objectContaining({ path: 'cluster/services.shop.json', error: 'forbidden' }),
    );
    expect(pathsOf(run)).toEqual(expect.arrayContaining(['cluster/endpoints.json', 'cluster/services.txt']));
    expect(manifest.at(-1)).toMatchObject({ failed: 4, interrupted: false });
  });

  it('does not try to exec where it may not, and still takes logs', async () => {
    const run = await sandbox.run({ deny: '* auth can-i create *' });
    expect(run.code).toBe(10);
    expect(run.calls.filter((call) => call.includes('pilot-agent'))).toEqual([]);
    expect(archiveOf(run).manifest).toContainEqual({
      step: 'proxy',
      path: 'proxies/shop/orders-0/',
      skipped: 'forbidden',
      detail: 'auth can-i create pods/exec: no',
    });
    expect(pathsOf(run)).toContain('proxies/shop/orders-0/istio-proxy.log');
  });

  it('takes a question about rights without an answer for no refusal', async () => {
    const run = await sandbox.run({ refuse: '* auth can-i *', flags: ['--only', 'proxy'] });
    expect(pathsOf(run)).toContain('proxies/shop/orders-0/certs.json');
  });

  it('lists namespace by namespace when it may not list the cluster', async () => {
    const run = await sandbox.run({ refuse: '* get * --all-namespaces *', flags: ['--only', 'pods,proxy'] });
    expect(run.code).toBe(10);
    expect(pathsOf(run)).toEqual(
      expect.arrayContaining(['cluster/pods.shop.json', 'proxies/shop/orders-0/config-dump.json']),
    );
  });

  /** The answers of the recorded mesh, with other text in front of that of some files. */
  function answering(files: Record<string, string>): string {
    const folder = join(sandbox.root, 'answers');
    cpSync(fileURLToPath(new URL('stand-in/istio-1.24', import.meta.url)), folder, { recursive: true });
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), text + readFileSync(join(folder, name), 'utf8'));
    return folder;
  }

  it('asks for a forbidden kind in three namespaces, and says that the others were not asked', async () => {
    const answers = answering({ 'namespaces.list': 'a\nb\nc\n' });
    const run = await sandbox.run({ answers, refuse: '* get services *-o json', flags: ['--only', 'services'] });
    const { manifest } = archiveOf(run);
    expect(manifest.flatMap(({ step, path, skipped }) => (step === 'services' ? [[path, skipped]] : []))).toEqual([
      ['cluster/services.json', undefined],
      ['cluster/services.a.json', undefined],
      ['cluster/services.b.json', undefined],
      ['cluster/services.c.json', undefined],
      ['cluster/services.json', 'forbidden'],
    ]);
  });

  it('asks in every namespace, first in those where it may list pods or events', async () => {
    const refused = ['--all-namespaces', '--namespace=a', '--namespace=b', '--namespace=c'].map(
      (where) => `kubectl get * ${where} *|!1 Error from server (Forbidden): it is forbidden\n`,
    );
    const answers = answering({ 'namespaces.list': 'a\nb\nc\n', answers: refused.join('') });
    const run = await sandbox.run({ answers, flags: ['--only', 'services'] });
    const { manifest } = archiveOf(run);
    expect(manifest.flatMap(({ step, path, error }) => (step === 'services' ? [[path, error]] : []))).toEqual([
      ['cluster/services.json', 'forbidden'],
      ['cluster/services.shop.json', undefined],
      ['cluster/services.istio-system.json', undefined],
      ['cluster/services.kube-system.json', undefined],
      ['cluster/services.a.json', 'forbidden'],
      ['cluster/services.b.json', 'forbidden'],
      ['cluster/services.c.json', 'forbidden'],
    ]);
  });

  it('counts the sockets of a pod once, although it takes three commands to get them', async () => {
    const answers = answering({
      answers:
        'kubectl exec * -- netstat *|!126 exec: "netstat": executable file not found in $PATH\nkubectl exec * -- cat /proc/net/tcp*|list\n',
    });
    const run = await sandbox.run({ answers, flags: ['--only', 'sockets'] });
    const { manifest } = archiveOf(run);
    expect(pathsOf(run).filter((path) => /orders-0.*(sockets|tcp)/.test(path))).toEqual([
      'proxies/shop/orders-0/proc-net-tcp.txt',
    ]);
    expect(manifest.at(-1)?.planned).toBe(manifest.at(-1)?.steps);
    expect(manifest).not.toContainEqual(expect.objectContaining({ path: 'proxies/shop/orders-0/sockets.txt' }));
  });

  it('makes an archive of the reasons when the cluster answers nothing', async () => {
    const run = await sandbox.run({ refuse: '*' });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('the cluster answered nothing');
    expect(archiveOf(run).manifest).toContainEqual(expect.objectContaining({ step: 'list/pods', error: 'forbidden' }));
    expect(run.left).toEqual([]);
  });

  it('packs what it has when it is interrupted', async () => {
    const { child, ended } = sandbox.start({ block: '* get replicasets *' });
    await readFile(sandbox.ready);
    child.kill('SIGINT');
    const run = await ended;
    expect(run.code).toBe(11);
    const { manifest } = archiveOf(run);
    expect(pathsOf(run)).toContain('cluster/pods.json');
    expect(manifest).toContainEqual(
      expect.objectContaining({ path: 'cluster/replicasets.json', skipped: 'interrupted' }),
    );
    expect(manifest).toContainEqual({ step: 'phase/proxies', skipped: 'interrupted', detail: 'not started' });
    expect(manifest.at(-1)).toMatchObject({ interrupted: true });
    expect(run.left).toEqual([]);
    // Nobody reads from the pipe any more: the blocked command is gone.
    expect(() => openSync(sandbox.forever, constants.O_WRONLY | constants.O_NONBLOCK)).toThrow('ENXIO');
  });

  it('stops at once at the second interruption, and leaves nothing', async () => {
    const { child, ended } = sandbox.start({ block: '* get replicasets *', stubborn: true, flags: ['--quiet'] });
    await readFile(sandbox.ready);
    child.kill('SIGINT');
    await once(child.stderr as Readable, 'data');
    child.kill('SIGINT');
    const run = await ended;
    expect([run.code, run.output, run.left]).toEqual([1, [], []]);
    expect(() => openSync(sandbox.forever, constants.O_WRONLY | constants.O_NONBLOCK)).toThrow('ENXIO');
  });

  it('gives up on a command that does not answer', async () => {
    const run = await sandbox.run({ block: '* version -o json', flags: ['--timeout', '3s'] });
    const { manifest } = archiveOf(run);
    expect(manifest).toContainEqual(expect.objectContaining({ path: 'meta/kubectl-version.json', error: 'timeout' }));
    expect(manifest).toContainEqual({ step: 'list/pods', skipped: 'time', detail: '--timeout 3s reached' });
  });
});
