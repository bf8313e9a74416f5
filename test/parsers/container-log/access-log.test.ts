import { expect, test } from 'vitest';
import { type AccessSummary, containerLog } from '../../../src/parsers/container-log/index.js';
import { dedent, parseWindow } from '../../helpers/parse.js';

function read(text: string): AccessSummary | undefined {
  const at = { tag: { kind: 'container-log', component: 'istio-proxy' } };
  return parseWindow(containerLog, dedent(text), { at }).artifact.parts[0]?.access;
}

const orders = 'outbound|80||orders.shop.svc.cluster.local';
const tail = `"-" "curl/7.60.0" "5b1a" "orders:80" "10.1.2.3:80" ${orders} - 10.1.9.9:80 10.1.2.2:40000`;

test.each([
  [
    '1.0.0 to 1.0.2, without Envoy cluster',
    '[2018-08-01T06:12:44.000Z] "GET /a HTTP/1.1" 503 UH 0 19 0 - "-" "curl/7.60.0" "5b1a" "orders:80" "-"',
    { flags: 'UH', code: 503, authority: 'orders:80' },
  ],
  [
    '1.0.3, path and protocol glued',
    `[2018-11-23T06:12:44.500Z] "POST /a?x=bHTTP/2" 503 UH 12 19 0 - ${tail}`,
    { flags: 'UH', code: 503, authority: 'orders:80', cluster: orders },
  ],
  [
    '1.0.3, TCP',
    `[2018-11-23T06:12:46.000Z] UF,URX 0 0 1000 "10.1.2.9:80" ${orders} - 10.1.9.9:80 10.1.2.2:40006`,
    { flags: 'UF,URX', code: 0, cluster: orders },
  ],
  [
    '1.1, with the status of Mixer',
    `[2019-04-01T06:12:44.000Z] "GET /a HTTP/1.1" 503 UAEX "UNAVAILABLE:Not connected" 0 251 12 11 ${tail} -`,
    { flags: 'UAEX', code: 503, authority: 'orders:80', cluster: orders },
  ],
  [
    '1.2 to 1.7, with Mixer and transport failure',
    `[2019-10-01T06:12:46.000Z] "GET /a HTTP/1.1" 503 UF,URX "-" "TLS error: 268435581:SSL routines" 0 0 9 - ${tail} - default`,
    {
      flags: 'UF,URX',
      code: 503,
      authority: 'orders:80',
      cluster: orders,
      transportFailure: 'TLS error: 268435581:SSL routines',
    },
  ],
  [
    '1.8, without Mixer',
    `[2020-12-01T06:12:46.000Z] "GET /a HTTP/1.1" 503 UF "delayed connect error: 111" 0 0 9 - ${tail} - default`,
    { flags: 'UF', code: 503, authority: 'orders:80', cluster: orders, transportFailure: 'delayed connect error: 111' },
  ],
  [
    '1.9, with details that hold a blank',
    `[2021-03-02T06:12:10.704Z] "GET /a HTTP/1.1" 503 UC upstream_reset_before_response_started{connection termination} - "-" 0 95 1 - ${tail} - default`,
    {
      flags: 'UC',
      code: 503,
      authority: 'orders:80',
      cluster: orders,
      details: 'upstream_reset_before_response_started{connection termination}',
    },
  ],
  [
    'today, the transport text inside the details and a cluster name that ends in a semicolon',
    `[2025-01-30T06:12:10.804Z] "GET /a HTTP/2" 503 UF upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_111} - "-" 0 0 4 - ${tail.replace(orders, `${orders};`)} - -`,
    {
      flags: 'UF',
      code: 503,
      authority: 'orders:80',
      cluster: orders,
      details: 'upstream_reset_before_response_started{remote_connection_failure}',
      transportFailure: 'delayed_connect_error:_111',
    },
  ],
  [
    'today, TCP',
    `[2023-11-02T06:12:09.604Z] "- - -" 0 UF,URX - - "TLS error: WRONG_VERSION_NUMBER" 0 0 4 - "-" "-" "-" "-" "10.2.2.9:80" ${orders} - 10.96.7.7:80 10.2.1.7:41002 - -`,
    { flags: 'UF,URX', code: 0, cluster: orders, transportFailure: 'TLS error: WRONG_VERSION_NUMBER' },
  ],
  [
    'quotes in the path and the user agent',
    '[2023-11-02T06:12:10.604Z] "GET /z?q="a" HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "-" "agent \\"q\\" x" "bb02" "nosuch:80" "-" - - 10.96.1.1:80 10.2.1.7:41004 - -',
    { flags: 'NR', code: 404, authority: 'nosuch:80', details: 'route_not_found' },
  ],
  [
    'kubectl --timestamps in front',
    `2023-11-02T07:00:00.123456789Z [2023-11-02T06:12:07.604Z] "GET /a HTTP/1.1" 504 UT response_timeout - "-" 0 95 1 - ${tail} - default`,
    { flags: 'UT', code: 504, authority: 'orders:80', cluster: orders, details: 'response_timeout' },
  ],
  [
    'JSON with numbers and null',
    `{"authority":"orders:80","start_time":"2023-11-02T06:12:07.604Z","response_code":503,"response_flags":"UO","response_code_details":"upstream_reset_before_response_started{overflow}","upstream_cluster":"${orders}","upstream_transport_failure_reason":null}`,
    {
      flags: 'UO',
      code: 503,
      authority: 'orders:80',
      cluster: orders,
      details: 'upstream_reset_before_response_started{overflow}',
    },
  ],
  [
    'JSON with strings and dashes',
    `{"upstream_cluster":"${orders}","authority":"-","response_flags":"UH","response_code":"503","upstream_transport_failure_reason":"-"}`,
    { flags: 'UH', code: 503, cluster: orders },
  ],
  [
    'custom text with named fields',
    `response_code:0,response_flags:UH, duration:0,start_time:2025-04-24T08:16:28.876Z,upstream_cluster:${orders},authority:orders`,
    { flags: 'UH', code: 0, authority: 'orders', cluster: orders },
  ],
  [
    'custom text with equals signs',
    '[05/12/2019T16:14:53+0000] method=POST authority=orders:80 response_flag=UT status=504 status_details=upstream_response_timeout',
    { flags: 'UT', code: 504, authority: 'orders:80', details: 'upstream_response_timeout' },
  ],
  [
    'kubectl --prefix in front',
    `[pod/web-6d5c/istio-proxy] [2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - ${tail} default`,
    { flags: 'UH', code: 503, details: 'no_healthy_upstream', authority: 'orders:80', cluster: orders },
  ],
])('format %s', (_, line, fields) => {
  const access = read(line);
  expect(access?.lines).toBe(1);
  expect([...(access?.flags ?? [])]).toEqual([[fields.flags, 1]]);
  const [found] = access?.groups ?? [];
  const { count, first, last, lastLine, samples, times, bucketSeconds, callers, ...group } = found ?? { samples: [] };
  expect(group).toEqual(fields);
  expect({ count, lines: samples.map(({ line }) => line) }).toEqual({ count: 1, lines: [1] });
});

test('the time of a group is the one that Envoy printed', () => {
  const line = `2023-11-02T07:00:00.123456789Z [2023-11-02T06:12:07.604Z] "GET /a HTTP/1.1" 504 UT response_timeout - "-" 0 95 1 - ${tail} - default`;
  expect(read(line)?.groups[0]).toMatchObject({ first: '2023-11-02T06:12:07.604Z', last: '2023-11-02T06:12:07.604Z' });
});

test.each([
  ['a response of the application', `"GET /a HTTP/1.1" 500 - via_upstream - "-" 0 95 1 1 ${tail} - default`],
  ['TCP without a failure', `"- - -" 0 - - - "-" 10 20 5 - "-" "-" "-" "-" "10.1.2.3:80" ${orders} - a b - -`],
  ['flags in the path only', `"GET /?q=UF,NR HTTP/1.1" 404 - via_upstream - "-" 0 95 1 1 ${tail} - default`],
])('%s is counted and nothing more', (_, line) => {
  expect(read(`[2023-11-02T06:12:07.604Z] ${line}`)).toEqual({ lines: 1, flags: new Map(), groups: [] });
});

test('a refusal of the RBAC filter has no flag, but a group', () => {
  const access = read(
    '[2023-11-02T06:12:08.604Z] "GET /y HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 - "-" "curl" "aa01" "orders:80" "-" inbound|80|| - 10.2.1.8:80 10.2.1.7:40000 - default',
  );
  expect(access).toMatchObject({
    lines: 1,
    flags: new Map(),
    groups: [{ flags: '-', code: 403, cluster: 'inbound|80||', details: 'rbac_access_denied_matched_policy[none]' }],
  });
});

test('a refusal of the JWT filter in JSON has a group', () => {
  const access = read(
    '{"response_code":401,"response_flags":"-","response_code_details":"jwt_authn_access_denied{Jwt_is_expired}","upstream_cluster":"inbound|80||"}',
  );
  expect(access?.groups).toMatchObject([{ flags: '-', code: 401, details: 'jwt_authn_access_denied{Jwt_is_expired}' }]);
});

test('HTTP/1.0 that Envoy refuses has no flag, but a group; an upgrade that the application wants has none', () => {
  const refused = `[2023-11-02T06:12:07.604Z] "GET /a HTTP/1.0" 426 - low_version - "-" 0 0 0 - ${tail} - -`;
  const wanted = `[2023-11-02T06:12:07.604Z] "GET /a HTTP/1.1" 426 - via_upstream - "-" 0 0 1 1 ${tail} - default`;
  expect(read(`${refused}\n${wanted}`)).toMatchObject({ lines: 2, groups: [{ code: 426, details: 'low_version' }] });
});

test('equal failures share a group with at most three samples', () => {
  const line = `[2023-11-02T06:12:07.604Z] "GET /a HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 95 1 - ${tail} - default`;
  const access = read(Array(5).fill(line).join('\n'));
  expect(access?.groups).toHaveLength(1);
  expect(access?.groups[0]).toMatchObject({ count: 5, samples: [{ line: 1 }, { line: 2 }, { line: 3 }] });
});

test('a scanner that asks for endless hosts makes at most 200 groups, and every line is counted', () => {
  const lines = Array.from(
    { length: 1000 },
    (_, i) =>
      `[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "-" "x" "y" "h${i}.example" "-" - - 10.2.1.8:80 10.2.1.7:40000 - -`,
  );
  const groups = read(lines.join('\n'))?.groups ?? [];
  expect(groups.length).toBeLessThanOrEqual(200);
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
});

test('lines that only look alike are no access-log lines', () => {
  const access = read(`
    [2018-08-22 21:14:41.353][13][warning][config] external/envoy/source/x.cc:240] "GET /" 503 UH
    [2023-11-02T06:12:07.604Z] plain words
    {"level":"info","time":"2023-11-02T06:12:07.604Z","msg":"hello"}
    "quoted" words
  `);
  expect(access).toBeUndefined();
});

test.each([
  [
    'text',
    '[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 502 - direct_response - "-" 0 0 0 - "-" "curl" "5b1a" "example.com" "-" - - 10.1.9.9:80 10.1.2.2:40000 - block_all',
  ],
  [
    'JSON',
    '{"response_code":502,"response_code_details":"direct_response","response_flags":"-","authority":"example.com","route_name":"block_all"}',
  ],
])('a host that REGISTRY_ONLY refuses has no flag, only the name of the route, in %s', (_, line) => {
  expect(read(line)?.groups).toMatchObject([{ flags: '-', code: 502, cluster: 'block_all', authority: 'example.com' }]);
});

test('a direct response of a VirtualService is none', () => {
  const line =
    '[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 302 - direct_response - "-" 0 0 0 - "-" "curl" "5b1a" "example.com" "-" - - 10.1.9.9:80 10.1.2.2:40000 - home';
  expect(read(line)).toMatchObject({ lines: 1, groups: [] });
});

test('a flagged line that Docker or CRI has split is read whole', () => {
  const path = `/${'a'.repeat(5_000)}`;
  const [front, back] = [
    `[2023-11-02T06:12:07.604Z] "GET ${path} HTTP/1.1" 503 U`,
    `H no_healthy_upstream - "-" 0 19 0 - ${tail} default`,
  ];
  const docker = [front, `${back}\n`].map((log) =>
    JSON.stringify({ log, stream: 'stdout', time: '2023-11-02T06:12:08Z' }),
  );
  const cri = [`2023-11-02T06:12:08Z stdout P ${front}`, `2023-11-02T06:12:08Z stdout F ${back}`];
  for (const lines of [docker, cri])
    expect(read(lines.join('\n'))).toMatchObject({ lines: 1, groups: [{ flags: 'UH', count: 1, cluster: orders }] });
});

test('JSON of a log shipper holds a line without its newline', () => {
  const line = `[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - ${tail} default`;
  const shipped = JSON.stringify({ log: line, stream: 'stdout', kubernetes: { pod_name: 'web' } });
  expect(read(`${shipped}\n${shipped}`)).toMatchObject({ lines: 2, groups: [{ flags: 'UH', count: 2 }] });
});

test.each([
  ['over HTTP', '"GET / HTTP/1.1" 503 UH', 'UH'],
  ['over TCP', '"- - -" 0 UF,URX', 'UF,URX'],
])('what a log shipper put in front does not hide a flagged line %s', (_, request, flags) => {
  const line = `Nov  2 06:12:07 node-3 istio-proxy: [2023-11-02T06:12:07.604Z] ${request} - - "-" 0 19 0 - ${tail} default`;
  expect(read(line)).toMatchObject({ lines: 1, groups: [{ flags, count: 1, cluster: orders }] });
});

test.each([
  ['text', `[2023-11-02T06:12:07.604Z] "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - ${tail} - default`],
  ['text of Istio 1.0.3', `[2018-11-23T06:12:44.500Z] "GET / HTTP/1.1" 503 UH 12 19 0 - ${tail}`],
  ['JSON', '{"response_code":503,"response_flags":"UH","downstream_remote_address":"10.1.2.2:40000"}'],
  ['named fields', 'response_flags=UH downstream_remote_address=10.1.2.2:40000'],
])('the caller is the remote address, in %s', (_, line) => {
  expect(read(`${line}\n${line}`)?.groups).toMatchObject([{ callers: [{ address: '10.1.2.2', count: 2 }] }]);
});

test('an address of IPv6 is a caller, a listener inside Envoy is none', () => {
  const line = (remote: string) => JSON.stringify({ response_flags: 'UH', downstream_remote_address: remote });
  const groups = read([line('[FD00::7]:40000'), line('envoy://internal_client_address/')].join('\n'))?.groups;
  expect(groups).toMatchObject([{ count: 2, callers: [{ address: 'fd00::7', count: 1 }] }]);
});

test('of many callers the first twenty are told apart', () => {
  const lines = Array.from({ length: 25 }, (_, i) =>
    JSON.stringify({ response_flags: 'UH', downstream_remote_address: `10.1.3.${i}:40000` }),
  );
  const [group] = read(lines.join('\n'))?.groups ?? [];
  expect(group?.callers).toHaveLength(20);
  expect(group?.otherCallers).toBe(5);
});

test('lines of a group are counted by the minute', () => {
  const line = (time: string) => JSON.stringify({ start_time: `2026-03-04T${time}Z`, response_flags: 'UH' });
  const groups = read([line('08:00:01.5'), line('08:00:59'), line('09:30:00')].join('\n'))?.groups;
  expect(groups).toMatchObject([
    {
      bucketSeconds: 60,
      times: [
        { at: '2026-03-04T08:00:00Z', count: 2 },
        { at: '2026-03-04T09:30:00Z', count: 1 },
      ],
    },
  ]);
});

test('a custom format that names its fields counts lines without a flag too', () => {
  expect(read('status=200 response_flags=-\nstatus=503 response_flags=UH')).toMatchObject({
    lines: 2,
    groups: [{ count: 1 }],
  });
});
