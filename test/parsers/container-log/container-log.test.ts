import { expect, test } from 'vitest';
import { Unusable } from '../../../src/core/errors.js';
import { containerLog, type LogPart } from '../../../src/parsers/container-log/index.js';
import { dedent, parseWindow } from '../../helpers/parse.js';

const proxy = { tag: { kind: 'container-log', component: 'istio-proxy' } };

function read(text: string, component = 'istio-proxy'): LogPart | undefined {
  const at = { tag: { kind: 'container-log', component } };
  return parseWindow(containerLog, dedent(text), { at }).artifact.parts[0];
}

test('an empty log is a log without lines', () => {
  expect(parseWindow(containerLog, '', { at: proxy }).artifact).toEqual({
    parts: [{ previous: false, lines: 0, levels: { warning: 0, error: 0 }, matches: [] }],
  });
});

test('a file that holds the complaint of kubectl is no log', () => {
  const complaint = 'Error from server (BadRequest): container "istio-proxy" in pod "cart" is waiting to start\n';
  expect(() => parseWindow(containerLog, complaint, { at: proxy })).toThrow(Unusable);
});

test('an application that begins with such words and goes on is a log', () => {
  const part = read('error: one\nerror: two\nerror: three\nerror: four\n', 'application');
  expect(part?.lines).toBe(4);
});

test.each([
  ['Istio component', '2024-05-02T10:11:12.000001Z\twarn\tads\tslow'],
  ['Istio component without scope', '2018-08-22T21:14:41.353123Z\twarn\tslow'],
  ['Istio component in JSON', '{"level":"warn","time":"2024-05-02T10:11:12.000001Z","scope":"ads","msg":"slow"}'],
  ['Stackdriver encoding', '{"severity":"WARNING","timestamp":"2024-05-02T10:11:12.000001Z","message":"slow"}'],
  ['Envoy 1.0', '[2018-08-22 21:14:41.353][13][warning][config] external/envoy/source/x.cc:240] slow'],
  ['Envoy 1.1', '[2019-03-11 15:44:38.158][19][warning][config] [external/envoy/source/x.cc:155] slow'],
  ['Envoy 1.4', '[Envoy (Epoch 0)] [2020-01-11 15:44:38.158][19][warning][config] [external/envoy/x.cc:91] slow'],
  ['Envoy 1.6', '2020-06-29T23:37:27.335928Z\twarning\tenvoy config\tslow'],
  ['Envoy 1.17', '2023-05-10T17:43:55.356626Z\twarning\tenvoy config external/envoy/x.cc:152\tslow\tthread=15'],
  ['klog', 'W0111 13:41:59.199162       1 reflector.go:123] slow'],
  ['glog before flags are parsed', 'ERROR: logging before flag.Parse: W0125 09:27:04.561310       1 main.go:114] slow'],
  ['ztunnel before 1.22', '2024-04-11T15:38:42.182974Z  WARN ztunnel::proxy: slow'],
  ['ztunnel in colours', '\x1b[2m2023-04-11T15:38:42.182974Z\x1b[0m \x1b[33m WARN\x1b[0m ztunnel: slow'],
  ['CoreDNS', '2019-04-29T12:26:48.181Z [WARNING] plugin/kubernetes: slow'],
  ['CoreDNS without time', '[WARNING] plugin/kubernetes: slow'],
  ['kubectl --timestamps', '2025-01-30T12:10:13.682034460Z 2025-01-30T12:10:13.681999Z\twarn\tads\tslow'],
  ['a rotated CRI file', '2023-11-02T06:12:07.604163885+00:00 stderr F W1102 06:12:07.604158       1 x.go:365] slow'],
  [
    'Docker',
    '{"log":"2020-08-12T07:14:40.750383Z\\u0009warn\\u0009cache\\u0009slow\\n","stream":"stdout","time":"2020-08-12T07:14:40.75Z"}',
  ],
])('a warning as %s prints it', (_, line) => {
  expect(read(line)).toMatchObject({ lines: 1, levels: { warning: 1, error: 0 } });
});

test.each(['error', 'fatal', 'critical'])('%s counts as an error', (level) => {
  expect(read(`2024-05-02T10:11:12.000001Z\t${level}\tads\tgone`)?.levels).toEqual({ warning: 0, error: 1 });
});

test('first and last time, in UTC; the clock of the program goes before that of the runtime', () => {
  const part = read(`
    2025-01-30T14:10:13.5+02:00 stdout F 2025-01-30T12:10:13.400000Z	info	ready
    2025-01-30T14:10:20.5+02:00 stdout F no clock of its own
  `);
  expect(part).toMatchObject({ lines: 2, first: '2025-01-30T12:10:13.400000Z', last: '2025-01-30T12:10:20.500Z' });
});

test('Envoy to Istio 1.5 has its own form of time', () => {
  const part = read('[2018-08-22 21:14:41.353][13][info][main] external/envoy/source/server/server.cc:1] starting');
  expect(part?.first).toBe('2018-08-22T21:14:41.353Z');
});

test('lines without a level belong to the message before: they change no level', () => {
  const part = read(`
    2020-06-29T23:37:27.286034Z	warn	Apply mesh config from file accessLogEncoding: TEXT
    accessLogFile: /dev/stdout
    defaultConfig:
      concurrency: 2
    2020-06-29T23:37:27.287895Z	info	Effective config
  `);
  expect(part).toMatchObject({ lines: 5, levels: { warning: 1, error: 0 } });
});

test('a message over several lines counts once, at the line that says it', () => {
  const part = read(
    `
    2024-05-02T10:11:12.000001Z	error	klog	Observed a panic: runtime error: invalid memory address
    goroutine 97 [running]:
    main.go:12
    2024-05-02T10:11:13.000001Z	info	done
    `,
    'control-plane',
  );
  expect(part?.matches).toMatchObject([
    { signature: 'go-panic', count: 1, samples: [{ path: 'entry', line: 1 }], first: '2024-05-02T10:11:12.000001Z' },
  ]);
});

test('bug-report appends the previous log: two parts, each with its own times', () => {
  const text = dedent(`
    ========= Previous log present (appended at the end) =========

    2026-03-04T08:00:00.000001Z	info	second start

    ========= Previous log =========

    2026-03-04T07:00:00.000001Z	info	first start
    2026-03-04T07:59:00.000001Z	error	Epoch 0 exited with error: signal: killed
  `);
  const { parts } = parseWindow(containerLog, text, { at: proxy }).artifact;
  expect(parts).toMatchObject([
    { previous: false, lines: 1, first: '2026-03-04T08:00:00.000001Z', levels: { error: 0 } },
    {
      previous: true,
      lines: 2,
      first: '2026-03-04T07:00:00.000001Z',
      levels: { error: 1 },
      matches: [{ signature: 'agent-envoy-killed', samples: [{ line: 8 }] }],
    },
  ]);
});

test('a separate file of the previous instance is marked by its tag', () => {
  const at = { tag: { ...proxy.tag, previous: true as const } };
  expect(parseWindow(containerLog, 'x\n', { at }).artifact.parts[0]?.previous).toBe(true);
});

test('parts of a line that CRI has split are one line', () => {
  const part = read(`
    2023-11-02T06:12:07.604163885+00:00 stdout P first half
    2023-11-02T06:12:07.604163885+00:00 stdout P second
    2023-11-02T06:12:07.604163885+00:00 stdout F half
    2023-11-02T06:12:08.604163885+00:00 stdout F another
  `);
  expect(part?.lines).toBe(2);
});

test('a line beyond 64 KiB is cut, and the next one is read', () => {
  const long = `2024-05-02T10:11:12.000001Z\terror\t${'x'.repeat(200_000)}`;
  const text = `${long}\n2024-05-02T10:11:13.000001Z\twarn\tnext\n`;
  for (const size of [1000, 70_000, 2_000_000]) {
    const part = parseWindow(containerLog, text, { size, at: proxy }).artifact.parts[0];
    expect(part).toMatchObject({ lines: 2, levels: { warning: 1, error: 1 }, last: '2024-05-02T10:11:13.000001Z' });
  }
});

test('any window gives the same result as the whole', () => {
  const text = [
    '2026-03-04T08:00:00.000001Z\tinfo\tStarting proxy agent',
    '[2026-03-04T08:00:01.000Z] "GET /ä HTTP/1.1" 200 - via_upstream - "-" 0 5 1 1 "-" "curl" "a" "b:80" "10.0.0.1:80" outbound|80||b.x.svc.cluster.local - 10.0.0.2:80 10.0.0.3:1 - default',
    '[2026-03-04T08:00:02.000Z] "GET / HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{connection_failure} - "-" 0 5 1 - "-" "curl" "a" "b:80" "10.0.0.1:80" outbound|80||b.x.svc.cluster.local - 10.0.0.2:80 10.0.0.3:1 - default',
    '{"start_time":"2026-03-04T08:00:03.000Z","response_code":503,"response_flags":"UH","upstream_cluster":"outbound|80||c.x.svc.cluster.local"}',
    'not a line of Istio: ü',
    '2026-03-04T08:00:04.000001Z\twarning\tenvoy config\tgRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: bad ü',
    '  continued',
    '',
    'last line without an end',
  ].join('\r\n');
  const whole = parseWindow(containerLog, text, { at: proxy }).artifact;
  expect(whole.parts[0]).toMatchObject({ lines: 8, access: { lines: 3 } });
  for (const size of [1, 7, 64, 4096])
    expect(parseWindow(containerLog, text, { size, at: proxy }).artifact).toEqual(whole);
});

test('text that is not ASCII is kept as UTF-8', () => {
  const part = read(
    '2026-03-04T08:00:04Z\twarn\tads\tADS:LDS: ACK ERROR a.b-1 Internal:größe ungültig',
    'control-plane',
  );
  expect(part?.matches[0]?.keys.get('reason')).toBe('größe ungültig');
});

test('tokens do not leave the log', () => {
  const part = read(
    '2026-03-04T08:00:04Z\terror\tdial tcp 10.0.0.1:443: i/o timeout Authorization: Bearer abcdefghijklmnop.qrstuvwxyz012345',
    'application',
  );
  expect(JSON.stringify(part?.matches[0]?.samples)).not.toContain('abcdefghijklmnop');
});
