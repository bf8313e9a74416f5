import { expect, test } from 'vitest';
import { findKnownProblems } from '../../../src/parsers/container-log/index.js';

const nack =
  '2024-05-02T10:11:12.000001Z\twarn\tads\tADS:LDS: ACK ERROR web-6d5c.shop-7 Internal:no filter chains specified\n';
const refused =
  '[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 503 UF,URX - - "delayed_connect_error:_111" 0 0 4 - "-" "-" "-" "a:80" "10.2.2.9:80" inbound|80|| - 10.2.2.9:80 10.2.1.7:41002 - -\n';

async function problemsIn(chunks: Iterable<Uint8Array>, component: string) {
  return (await findKnownProblems(chunks, component)).problems;
}

test('names the problems of a log, first line first, with what they mean and where they stand', async () => {
  const later = nack.replace(':12.000001Z', ':15.000001Z');
  const found = await findKnownProblems([Buffer.from(`something else\n${nack}${later}`)], 'istiod');
  expect(found).toMatchObject({ lines: 3, from: '2024-05-02T10:11:12.000001Z', to: '2024-05-02T10:11:15.000001Z' });
  expect(found.problems).toMatchObject([
    {
      signature: 'istiod-xds-nack',
      severity: 'error',
      role: 'symptom',
      line: 2,
      lastLine: 3,
      lines: 2,
      previousLines: 0,
      firstSeen: '2024-05-02T10:11:12.000001Z',
      lastSeen: '2024-05-02T10:11:15.000001Z',
      title: 'Proxies reject the LDS configuration that the control plane sends: no filter chains specified',
      excerpt: nack.trimEnd(),
      explainedBy: ['nack-filter-chain-invalid'],
    },
    { signature: 'nack-filter-chain-invalid', role: 'cause', line: 2, lines: 2, explainedBy: [] },
  ]);
});

test('what the previous instance wrote is told apart', async () => {
  const killed = '2024-05-02T10:11:12.000001Z\terror\tEnvoy exited with error: signal: killed\n';
  const text = `${killed}========= Previous log =========\n${killed}${killed}`;
  expect(await problemsIn([Buffer.from(text)], 'istio-proxy')).toMatchObject([
    { signature: 'agent-envoy-killed', line: 1, lastLine: 4, lines: 3, previousLines: 2 },
  ]);
});

test('a component of its own narrows the search', async () => {
  const line = Buffer.from('2m  Warning  FailedMount  pod/web-1  MountVolume.SetUp failed for volume "a"\n');
  expect((await problemsIn([line], 'k8s-event')).map(({ signature }) => signature)).toEqual(['event-failed-mount']);
  expect(await problemsIn([line], 'istiod')).toEqual([]);
});

test('rows of a table are looked for only when the text is said to be one', async () => {
  const row = Buffer.from('web-6d5c-1   1/2     CrashLoopBackOff   1296       2d15h\n');
  expect((await problemsIn([row], 'k8s-pods')).map(({ signature }) => signature)).toEqual(['pod-crashloop']);
  expect(await problemsIn([row], 'auto')).toEqual([]);
});

test('JSON on one line is searched in its message and in its fields', async () => {
  const row = Buffer.from('{"type":"MemoryPressure","status":"True","message":"kubelet has little memory"}\n');
  expect(await problemsIn([row], 'k8s-node')).toMatchObject([{ signature: 'node-pressure' }]);
});

test('names every problem that an access-log line shows', async () => {
  const problems = await problemsIn([Buffer.from(refused)], 'envoy-access-log');
  expect(problems.map(({ signature, title }) => [signature, title])).toEqual([
    ['al-uf', 'Connections to inbound|80|| cannot be established (UF)'],
    ['tcp-connect-refused-111', 'Connections to inbound|80|| are refused: nothing listens there'],
  ]);
});

test('an unknown component tries them all', async () => {
  const problems = await problemsIn([Buffer.from(nack), Buffer.from(refused)], 'auto');
  expect(problems.map(({ signature }) => signature)).toEqual(
    expect.arrayContaining(['istiod-xds-nack', 'tcp-connect-refused-111']),
  );
});

test('chunks may end anywhere', async () => {
  const bytes = [...Buffer.from(nack + refused)].map((byte) => Uint8Array.of(byte));
  const problems = await problemsIn(bytes, 'istio-proxy');
  expect(problems.map(({ signature }) => signature)).toEqual([
    'istiod-xds-nack',
    'nack-filter-chain-invalid',
    'al-uf',
    'tcp-connect-refused-111',
  ]);
});

test('names that the line does not have are not invented', async () => {
  const killed = '2024-05-02T10:11:12.000001Z\terror\tEpoch 0 exited with error: signal: killed\n';
  expect(await problemsIn([Buffer.from(killed)], 'pilot-agent')).toMatchObject([
    { signature: 'agent-envoy-killed', title: 'Envoy of this workload was killed' },
  ]);
});

test('a healthy log has none', async () => {
  expect(await problemsIn([Buffer.from('2024-05-02T10:11:12Z\tinfo\tEnvoy proxy is ready\n')], 'auto')).toEqual([]);
});

test('Kubernetes to 1.12 calls it an admission webhook', async () => {
  const line =
    'Internal error occurred: failed calling admission webhook "pilot.validation.istio.io": x509: not valid\n';
  expect((await problemsIn([Buffer.from(line)], 'kube-apiserver')).map(({ signature }) => signature)).toEqual([
    'event-validation-webhook-failed',
    'event-webhook-x509',
  ]);
});

test('the body that stern shows without a time is named', async () => {
  const body = 'upstream connect error or disconnect/reset before headers. reset reason: connection termination';
  expect(await problemsIn([Buffer.from(`web-6d5c9b7f4-x2k4q web ${body}\n`)], 'application')).toMatchObject([
    { signature: 'body-upstream-connect-error', lines: 1 },
  ]);
});

test.each([
  [
    'text',
    '[2026-03-04T08:00:00.000Z] "- - -" 0 NR filter_chain_not_found - "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.1.2.2:8443 10.1.3.1:57605 - -',
  ],
  [
    'text before Istio 1.9',
    '[2026-03-04T08:00:00.000Z] "- - -" 0 NR "-" "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.1.2.2:8443 10.1.3.1:57605 - -',
  ],
  ['JSON', '{"response_code":0,"response_code_details":"filter_chain_not_found","response_flags":"NR"}'],
  ['JSON without the flag', '{"response_code_details":"filter_chain_not_found","response_flags":"-"}'],
  ['named fields', 'response_flags=NR response_code_details=filter_chain_not_found'],
  [
    'stern',
    'web-6d5c9b7f4-x2k4q istio-proxy [2026-03-04T08:00:00.000Z] "- - -" 0 NR filter_chain_not_found - "-" 0 0 0 -',
  ],
])('a connection without a filter chain is named in %s', async (_, line) => {
  expect(await problemsIn([Buffer.from(`${line}\n`)], 'istio-proxy')).toMatchObject([
    { signature: 'al-nr-filter-chain' },
  ]);
});

test('a request without a route is told apart from it by its details, where a format has no code', async () => {
  const line = 'response_flags=NR response_code_details=route_not_found authority=shop.example\n';
  expect(await problemsIn([Buffer.from(line)], 'istio-proxy')).toMatchObject([{ signature: 'al-nr-route' }]);
});
