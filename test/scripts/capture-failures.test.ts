import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
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
