import { readFileSync, statSync } from 'node:fs';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capture as layout } from '../../src/layouts/capture.js';
import { captureManifest } from '../../src/parsers/capture-manifest.js';
import { notAllowed } from './stand-in/allowed.js';
import { type Archive, archiveOf, createSandbox, type Run } from './stand-in/run.js';

const istiod = 'istiod/istio-system/istiod-6b8f-aaaaa';
const gateway = 'proxies/istio-system/istio-ingressgateway-5c-bbbbb';
const cart = 'proxies/shop/cart-7d9f5b6c4-x2x9p';
const orders = 'proxies/shop/orders-0';

describe('capture.sh', () => {
  let run: Run;
  let archive: Archive;
  let files: string[];
  let remove: () => void;
  beforeAll(async () => {
    const sandbox = createSandbox();
    remove = sandbox.remove;
    run = await sandbox.run({ flags: ['--probe', '--include-application-logs'] });
    archive = archiveOf(run);
    files = archive.files.map(({ path }) => path);
  }, 60_000);
  afterAll(() => remove());

  const step = (path: string) => archive.manifest.find((entry) => entry.path === path);
  const json = (path: string) => JSON.parse(archive.read(path));

  it('leaves one private archive, names it on stdout, and leaves nothing else', () => {
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^\.\/out\/meshtriage-capture-\d{8}T\d{6}Z\.tgz\n$/);
    expect(run.output).toEqual([archive.path.slice(archive.path.lastIndexOf('/') + 1)]);
    expect(run.left).toEqual([]);
    expect(statSync(archive.path).mode & 0o777).toBe(0o600);
    expect(archive.files.filter(({ mode }) => mode !== '-rw-------')).toEqual([]);
  });

  it('writes what the layout reads, the manifest first', () => {
    expect(files[0]).toBe('meta/manifest.ndjson');
    const expected = [
      'meta/kubectl-version.json',
      'meta/date.txt',
      'meta/permissions.txt',
      'cluster/pods.json',
      'cluster/pods.txt',
      'cluster/services.txt',
      'cluster/nodes.txt',
      'cluster/endpointslices.json',
      'cluster/networking.istio.io/virtualservices.json',
      'cluster/configmaps.istio.json',
      `${istiod}/syncz.json`,
      `${istiod}/metrics.txt`,
      `${istiod}/istiod.log`,
      `${gateway}/config-dump.json`,
      `${cart}/clusters.json`,
      `${cart}/istio-init.log`,
      `${cart}/resolv-conf.txt`,
      `${orders}/istio-proxy.previous.log`,
      'dns/kube-system/coredns-77-ccccc/coredns.log',
      'istioctl/analyze.json',
      'istioctl/proxy-status.txt',
      'apps/shop/orders-0/orders.log',
      'probes/shop/orders-0/curl.1.txt',
    ];
    expect(expected.filter((path) => !files.includes(path))).toEqual([]);
    expect(files.filter((path) => !path.endsWith('.stderr') && layout.claim(path) === undefined)).toEqual([]);
  });

  it('records each step with its command, result and checksum', () => {
    const [header] = archive.manifest;
    expect(header).toMatchObject({
      schema: 'meshtriage.capture/1',
      kubectl: '1.30.2',
      context: 'prod-eu',
      istioctl: '1.24.0',
      namespaces: 'all',
    });
    expect(step('cluster/services.json')).toMatchObject({
      step: 'services',
      argv: [
        'kubectl',
        'get',
        '--request-timeout=30s',
        'services',
        '--all-namespaces',
        '-o',
        'json',
        '--chunk-size=500',
      ],
      exit: 0,
      truncated: false,
      redacted: 0,
    });
    const data = files.filter((path) => path !== 'meta/manifest.ndjson' && !path.endsWith('.stderr'));
    expect(data.filter((path) => step(path)?.sha256 !== archive.sha256(path))).toEqual([]);
    expect(archive.manifest.at(-1)).toMatchObject({
      failed: 0,
      interrupted: false,
      proxiesChosen: 3,
      proxiesKnown: 3,
      ok: archive.manifest.filter((entry) => 'exit' in entry && !('skipped' in entry)).length,
    });
  });

  it('writes a manifest that its parser reads without a note', () => {
    const { artifact, notes } = captureManifest.parse(archive.read('meta/manifest.ndjson'), {
      path: 'meta/manifest.ndjson',
      tag: { kind: 'capture-manifest' },
    });
    expect(notes).toEqual([]);
    expect(artifact).toMatchObject({ tool: 'capture.sh', interrupted: false });
  });

  it('says why each proxy was chosen', () => {
    const chosen = archive.manifest.filter((entry) => entry.step === 'proxy/chosen');
    expect(chosen.map(({ path, detail }) => [path, detail])).toEqual([
      [`${gateway}/`, 'gateway'],
      [`${orders}/`, 'not ready'],
      [`${cart}/`, 'class'],
    ]);
  });

  it('says why something is missing, and keeps the words of the tool', () => {
    expect(step(`${gateway}/iptables-save.txt`)).toMatchObject({
      exit: 1,
      bytes: 0,
      skipped: 'not-permitted',
      detail: expect.stringContaining('you must be root'),
      stderr: `${gateway}/iptables-save.txt.stderr`,
    });
    expect(archive.read(`${gateway}/iptables-save.txt.stderr`)).toContain('Permission denied');
  });

  it('takes a page that this Istio does not have for missing, though the request exits with 0', () => {
    const page = `${istiod}/authenticationz.json`;
    expect(step(page)).toMatchObject({ exit: 0, skipped: 'unsupported', detail: '404 page not found' });
    expect(files).not.toContain(page);
  });

  it('tries another tool when the image lacks the first', () => {
    expect(step(`${gateway}/sockets.txt`)).toMatchObject({ exit: 0, attempts: 2 });
    expect(step(`${gateway}/sockets.txt`)?.argv?.slice(-2)).toEqual(['netstat', '-tulpn']);
  });

  it('takes the last lines of a container that was quiet', () => {
    const argv = step(`${orders}/istio-proxy.log`)?.argv;
    expect(argv).toContain('--tail=2000');
    expect(argv).not.toContain('--since=1h');
    expect(archive.read(`${orders}/istio-proxy.log`)).toContain('failed to fetch token: the server could not find');
  });

  it('keeps the answer of a probe that failed', () => {
    expect(step('probes/shop/orders-0/curl.1.txt')).toMatchObject({ exit: 7 });
    expect(archive.read('probes/shop/orders-0/curl.1.txt')).toMatch(/^curl: \(7\) Failed to connect/);
  });

  it('shows the clocks of this host and of the API server', () => {
    expect(archive.read('meta/date.txt')).toMatch(/^host \S+Z\nserver Tue, 01 Sep 2026 10:15:01 GMT\n$/);
  });

  it('lets no planted secret into the archive', () => {
    // The last two are parts of a private key and of a session token.
    const marks = ['planted', 'cGxhbnRlZC1', 'eyJhbGci'];
    expect(files.filter((path) => marks.some((mark) => archive.read(path).includes(mark)))).toEqual([]);
    expect(step('cluster/pods.json')).toMatchObject({ redacted: 5 });
    expect(step('meta/server.txt')).toMatchObject({ redacted: 1 });
  });

  it('keeps what only speaks about secrets', () => {
    const { metadata, spec } = json('cluster/pods.json').items[0];
    expect(metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']).toMatch(/^\(removed \d+ bytes\)$/);
    expect(spec.automountServiceAccountToken).toBe(true);
    expect(spec.volumes).toEqual([{ name: 'certs', secret: { secretName: 'cart-certs' } }]);
    expect(spec.containers[0]).toMatchObject({
      args: ['--api-key=[redacted]', '--password', '[redacted]', '--tokenPath=/var/run/token'],
      env: [
        { name: 'DB_PASSWORD', value: '[redacted]' },
        { name: 'DB_URL', value: 'postgres://[redacted]@db.shop:5432/cart' },
        { name: 'TOKEN_AUDIENCES', value: 'istio-ca' },
        { name: 'PILOT_CERT_PROVIDER', value: 'istiod' },
      ],
    });
    expect(json('cluster/configmaps.istio.json').items[0].data.mesh).toBe(
      'accessLogFile: /dev/stdout\nextension:\n  password: [redacted]\n  credentialName: kept-name\n',
    );
    expect(archive.read(`${orders}/stats.txt`)).toBe(
      'cluster.outbound|80||token.shop.svc.cluster.local;.upstream_cx_total: 5\n',
    );
  });

  it('removes private keys of a config dump, not certificates and not what Envoy masked', () => {
    const [sds, served] = json(`${orders}/config-dump.json`).configs[0].dynamic_active_secrets;
    expect(sds.secret.tls_certificate).toEqual({
      certificate_chain: { inline_bytes: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t' },
      private_key: { inline_bytes: '[redacted]' },
    });
    expect(served.secret.tls_certificate.private_key.inline_bytes).toBe('W3JlZGFjdGVkXQ==');
  });

  it('runs nothing but what it is allowed to', () => {
    expect(notAllowed(run.calls)).toEqual([]);
  });

  it('asks for no Secret, and for no ConfigMap that is not of the mesh', () => {
    const asked = run.calls.filter(([program, verb]) => program === 'kubectl' && verb === 'get').flat();
    expect(asked.filter((argument) => /^secrets?\b|application-settings/.test(argument))).toEqual([]);
  });

  it('never passes on a name that is no DNS name', () => {
    expect(run.calls.flat().filter((argument) => /NASTY_ESCAPE|\.\./.test(argument))).toEqual([]);
    expect(files.filter((path) => !/^[A-Za-z0-9._/-]{1,200}$/.test(path))).toEqual([]);
  });

  it('asks for nothing that the cluster role does not grant', () => {
    const url = new URL('../../scripts/capture-clusterrole.yaml', import.meta.url);
    const role = load(readFileSync(url, 'utf8')) as { rules: Record<string, string[] | undefined>[] };
    const granted = (resource: string, group: string) =>
      role.rules.some(
        ({ verbs, resources, apiGroups }) =>
          verbs?.includes('list') &&
          (resources?.includes(resource) || resources?.includes('*')) &&
          (group === '' || apiGroups?.includes(group)),
      );
    const asked = run.calls
      .filter(([program, verb, , resource]) => program === 'kubectl' && verb === 'get' && resource !== '--raw')
      .flatMap(([, , , resources = '']) => resources.split(','));
    expect(asked.length).toBeGreaterThan(20);
    const refused = asked.filter((name) => {
      const [resource = '', ...group] = name.split('.');
      return !granted(resource, group.join('.'));
    });
    expect(refused).toEqual([]);
    expect(role.rules.flatMap(({ resources }) => resources ?? [])).not.toContain('secrets');
  });
});
