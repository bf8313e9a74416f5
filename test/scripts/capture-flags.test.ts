import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveOf, createSandbox, pathsOf, script } from './stand-in/run.js';

describe('flags of capture.sh', () => {
  let sandbox: ReturnType<typeof createSandbox>;
  beforeEach(() => {
    sandbox = createSandbox();
  });
  afterEach(() => sandbox.remove());

  it('passes context, kubeconfig and impersonation on with every call', async () => {
    const { calls } = await sandbox.run({
      flags: ['--context', 'prod eu', '--kubeconfig=/k', '--as', 'dev', '--only', 'services,proxy'],
    });
    const flags = ['--context=prod eu', '--kubeconfig=/k', '--as=dev'];
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter((call) => !flags.every((flag) => call.includes(flag)))).toEqual([]);
  });

  it('looks only into the namespaces that it is given', async () => {
    const run = await sandbox.run({ flags: ['-n', 'shop'] });
    expect(run.code).toBe(0);
    expect(pathsOf(run)).toEqual(
      expect.arrayContaining(['cluster/pods.shop.json', 'proxies/shop/orders-0/certs.json']),
    );
    expect(run.calls.filter((call) => call[1] === 'get' && call.includes('--all-namespaces'))).toEqual([]);
  });

  it('looks into as many proxies as it may, the important ones first', async () => {
    const run = await sandbox.run({ flags: ['--max-proxies', '1', '--only', 'proxy'] });
    const { manifest } = archiveOf(run);
    expect(manifest).toContainEqual({
      step: 'proxy',
      path: 'proxies/shop/orders-0/',
      skipped: 'limit',
      detail: '--max-proxies 1 reached',
    });
    expect(manifest.at(-1)).toMatchObject({ proxiesChosen: 1, proxiesKnown: 3 });
    const pods = pathsOf(run).flatMap((path) => (path.startsWith('proxies/') ? path.split('/')[2] : []));
    expect([...new Set(pods)]).toEqual(['istio-ingressgateway-5c-bbbbb']);
  });

  it('adds only what is listed as missing', async () => {
    const missing = fileURLToPath(new URL('stand-in/missing', import.meta.url));
    const { calls } = await sandbox.run({ flags: ['--only-missing', missing] });
    const looked = calls.map((call) => call.join(' ')).filter((call) => /exec --r|logs| get .* -o json/.test(call));
    expect(looked).toEqual([
      'kubectl get --request-timeout=30s services --all-namespaces -o json --chunk-size=500',
      'kubectl exec --request-timeout=20s orders-0 --namespace=shop --container=istio-proxy -- pilot-agent request GET certs',
    ]);
  });

  it('takes * in a list of missing paths for any one part', async () => {
    const missing = join(sandbox.root, 'missing');
    writeFileSync(missing, 'proxies/*/*/certs.json\nistiod/*/\n');
    const run = await sandbox.run({ flags: ['--only-missing', missing] });
    const files = pathsOf(run).filter((path) => path.startsWith('proxies/'));
    expect(files).toHaveLength(3);
    expect(files.filter((path) => !path.endsWith('/certs.json'))).toEqual([]);
    expect(pathsOf(run)).toContain('istiod/istio-system/istiod-6b8f-aaaaa/syncz.json');
    expect(pathsOf(run)).not.toContain('cluster/services.json');
  });

  it('limits each call with --request-timeout', async () => {
    const run = await sandbox.run({
      block: '* get replicasets *',
      flags: ['--request-timeout', '1s', '--only', 'replicasets'],
    });
    expect(run.code).toBe(10);
    expect(archiveOf(run).manifest).toContainEqual(
      expect.objectContaining({ path: 'cluster/replicasets.json', error: 'timeout', detail: 'no answer within 1 s' }),
    );
    expect(run.calls.filter((call) => !call.includes('--request-timeout=1s') && call[0] === 'kubectl')).toEqual([]);
  });

  it('leaves the largest logs out of an archive that would be too large, and says so', async () => {
    const run = await sandbox.run({ flags: ['--max-archive-size', '1', '--only', 'log,services'] });
    expect(run.code).toBe(10);
    expect(pathsOf(run).filter((path) => path.endsWith('.log'))).toEqual([]);
    expect(pathsOf(run)).toContain('cluster/services.json');
    const { manifest } = archiveOf(run);
    expect(manifest).toContainEqual({
      step: 'archive',
      path: 'proxies/shop/orders-0/istio-proxy.log',
      skipped: 'size',
      detail: '--max-archive-size 1 reached',
    });
    expect(manifest.filter((entry) => 'ended' in entry)).toHaveLength(1);
  });

  it('begins no more calls in a second than --max-rate', async () => {
    const run = await sandbox.run({ flags: ['--only', 'cluster', '--parallel', '1', '--max-rate', '8'] });
    const starts = archiveOf(run).manifest.flatMap(({ start }) => start ?? []);
    const inSecond = (second: unknown) => starts.filter((start) => start === second).length;
    expect(starts.length).toBeGreaterThan(30);
    // A step that waits for the next second says when it began to wait.
    expect(starts.filter((start) => inSecond(start) > 10)).toEqual([]);
  });

  it('plans as many steps as it records, and ends with the file, its size, what failed and how to check it', async () => {
    const run = await sandbox.run();
    const { planned, steps } = archiveOf(run).manifest.at(-1) ?? {};
    expect(planned).toBe(steps);
    expect(run.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^\.\/out\/\S+\.tgz: [\d.]+ kB, \d+ of \d+ steps done, failed: none, not done: .*unsupported 2.*; check it with: meshtriage inspect \S+\.tgz$/,
    );
  });

  it.skipIf(spawnSync('script', ['--version']).error !== undefined)('shows its progress on a terminal', async () => {
    const command = `sh ${script} --output out --max-rate 20 --only cluster`;
    const run = await sandbox.shell(`script -qec '${command}' /dev/null`);
    expect(run.stdout).toMatch(/\r {2}\d+ of \d+ steps, [\d.]+ [kM]?B {2}\S+ *\r/);
  });

  it('leaves kinds out', async () => {
    const run = await sandbox.run({ flags: ['--skip', 'proxy,istiod,cluster'] });
    expect(pathsOf(run).filter((path) => /^(proxies|istiod)/.test(path))).toEqual([]);
    expect(pathsOf(run)).toContain('dns/kube-system/coredns-77-ccccc/coredns.log');
  });

  it('never runs a command in a pod with --no-exec, and says so', async () => {
    const run = await sandbox.run({ flags: ['--no-exec'] });
    expect(run.code).toBe(0);
    expect(run.calls.filter((call) => call.includes('exec'))).toEqual([]);
    expect(archiveOf(run).manifest).toContainEqual({
      step: 'proxy',
      path: 'proxies/shop/orders-0/',
      skipped: 'flag',
      detail: '--no-exec',
    });
    expect(pathsOf(run)).toContain('proxies/shop/orders-0/istio-proxy.log');
  });

  it('prints with --dry-run every command that it would run, and runs only lists', async () => {
    const dry = await sandbox.run({ flags: ['--dry-run'] });
    expect([dry.code, dry.output, dry.left]).toEqual([0, [], []]);
    const made = dry.calls.map((call) => call.join(' '));
    const lists = /^kubectl (auth can-i|get) \S+ (create|get|--list|namespaces|pods|events|customresourcedefinitions) /;
    expect(made.filter((call) => !lists.test(call))).toEqual([]);

    const printed = await sandbox.shell(dry.stdout.replaceAll('# only when the command above is not enough: ', ''));
    const promised = new Set(printed.calls.map((call) => call.join('\0')));
    const { calls } = await sandbox.run();
    const surprises = calls.filter((call) => !promised.has(call.join('\0')));
    // The names of Istio's ConfigMaps are known only after they have been listed.
    expect(surprises.map((call) => call.slice(3, 7))).toEqual([
      ['configmaps', 'istio', 'istio-sidecar-injector', 'istio-ca-root-cert'],
    ]);
  });

  it.each([
    [['--parallel', '9'], '--parallel takes a number from 1 to 4'],
    [['--since', 'yesterday'], '--since takes a time'],
    [['--namespace', 'Not_a_name'], 'not the name of a namespace'],
    [['--namespace', 'elsewhere'], 'no such namespace: elsewhere'],
    [['--max-rate', '0'], '--max-rate takes a number'],
    [['--max-archive-size', 'big'], '--max-archive-size takes a size'],
    [['--nonsense'], 'unknown flag'],
  ])('refuses %s', async (flags, message) => {
    const run = await sandbox.run({ flags });
    expect(run.stderr).toContain(message);
    expect([run.code, run.output, run.left]).toEqual([2, [], []]);
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(spawnSync('sh', [script, '--version'], { encoding: 'utf8' }).stdout).toBe(`capture.sh ${version}\n`);
  });
});
