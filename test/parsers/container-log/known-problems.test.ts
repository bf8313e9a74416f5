import { expect, test } from 'vitest';
import { findKnownProblems } from '../../../src/parsers/container-log/index.js';

const nack =
  '2024-05-02T10:11:12.000001Z\twarn\tads\tADS:LDS: ACK ERROR web-6d5c.shop-7 Internal:no filter chains specified\n';
const refused =
  '[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 503 UF,URX - - "delayed_connect_error:_111" 0 0 4 - "-" "-" "-" "a:80" "10.2.2.9:80" inbound|80|| - 10.2.2.9:80 10.2.1.7:41002 - -\n';

test('names the problems of a log, first line first', async () => {
  const problems = await findKnownProblems([Buffer.from(`something else\n${nack}${nack}`)], 'istiod');
  expect(problems).toEqual([
    {
      signature: 'istiod-xds-nack',
      severity: 'error',
      line: 2,
      lines: 2,
      title: 'Proxies reject the LDS configuration that the control plane sends: no filter chains specified',
    },
    {
      signature: 'nack-filter-chain-invalid',
      severity: 'error',
      line: 2,
      lines: 2,
      title: 'A generated listener has no filter chain, or a filter behind the last one, so Envoy refuses it',
    },
  ]);
});

test('names every problem that an access-log line shows', async () => {
  const problems = await findKnownProblems([Buffer.from(refused)], 'envoy-access-log');
  expect(problems.map(({ signature, title }) => [signature, title])).toEqual([
    ['al-uf', 'Connections to inbound|80|| cannot be established (UF)'],
    ['tcp-connect-refused-111', 'Connections to inbound|80|| are refused: nothing listens there'],
  ]);
});

test('an unknown component tries them all', async () => {
  const problems = await findKnownProblems([Buffer.from(nack), Buffer.from(refused)], 'auto');
  expect(problems.map(({ signature }) => signature)).toEqual(
    expect.arrayContaining(['istiod-xds-nack', 'tcp-connect-refused-111']),
  );
});

test('chunks may end anywhere', async () => {
  const bytes = [...Buffer.from(nack + refused)].map((byte) => Uint8Array.of(byte));
  const problems = await findKnownProblems(bytes, 'istio-proxy');
  expect(problems.map(({ signature }) => signature)).toEqual([
    'nack-filter-chain-invalid',
    'al-uf',
    'tcp-connect-refused-111',
  ]);
});

test('names that the line does not have are not invented', async () => {
  const killed = '2024-05-02T10:11:12.000001Z\terror\tEpoch 0 exited with error: signal: killed\n';
  expect(await findKnownProblems([Buffer.from(killed)], 'pilot-agent')).toMatchObject([
    { signature: 'agent-envoy-killed', title: 'Envoy of this workload was killed' },
  ]);
});

test('a healthy log has none', async () => {
  expect(await findKnownProblems([Buffer.from('2024-05-02T10:11:12Z\tinfo\tEnvoy proxy is ready\n')], 'auto')).toEqual(
    [],
  );
});
