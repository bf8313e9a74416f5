import { expect, test } from 'vitest';
import { containerLog } from '../../../src/parsers/container-log/index.js';
import { parseWindow } from '../../helpers/parse.js';

function unknownOf(lines: readonly string[], component = 'istio-proxy') {
  const at = { tag: { kind: 'container-log', component } };
  return parseWindow(containerLog, lines.join('\n'), { at }).artifact.parts[0]?.unknown;
}

const refused = (time: string, address: string) => `${time} GET|503|UF|outbound|80||orders.shop.svc|${address}`;

test('lines of unknown form are grouped by what tells one failure from another', () => {
  const unknown = unknownOf([
    refused('2026-03-04T08:00:01Z', '10.1.2.3'),
    refused('2026-03-04T08:02:00Z', '10.1.2.4'),
    'GET|404|NR|-|10.1.2.3',
    'GET|200|-|outbound|80||orders.shop.svc|10.1.2.3',
  ]);
  expect(unknown).toMatchObject({
    lines: 4,
    groups: [
      {
        count: 2,
        text: refused('2026-03-04T08:00:01Z', '10.1.2.3'),
        first: '2026-03-04T08:00:01Z',
        last: '2026-03-04T08:02:00Z',
        times: [{ count: 1 }, { count: 1 }],
        addresses: [
          {
            callers: [
              { address: '10.1.2.3', count: 1 },
              { address: '10.1.2.4', count: 1 },
            ],
          },
        ],
      },
      { count: 1, text: 'GET|404|NR|-|10.1.2.3' },
    ],
  });
});

test('JSON with other names is of unknown form', () => {
  const line = '{"flags":"UH","response_code":503,"to":"outbound|80||orders.shop.svc"}';
  expect(unknownOf([line, line])).toMatchObject({ lines: 2, groups: [{ count: 2, text: line }] });
});

test('what Istio and Envoy print themselves is not', () => {
  const own = [
    '2026-03-04T08:00:01Z\tinfo\tEnvoy proxy is ready',
    '{"level":"info","time":"2026-03-04T08:00:01Z","scope":"dns","msg":"UH"}',
    '[2026-03-04T08:00:01.000Z] "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "-" "c" "5b1a" "orders" "-" x - a b - -',
  ];
  expect(unknownOf(own)).toBeUndefined();
});

test('logs of other components have none', () => {
  expect(unknownOf(['GET|503|UF'], 'application')).toBeUndefined();
});

test('samples come from all over a log, and endless kinds of lines make a bounded number of groups', () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `NR h${i}.example.com ${'x'.repeat(i % 3)}`);
  const unknown = unknownOf(lines);
  expect(unknown?.lines).toBe(5000);
  expect(unknown?.samples.map((text) => lines.indexOf(text) + 1)).toEqual([32, 64, 128, 256, 512, 1024, 2048, 4096]);
  expect(unknown?.groups.length).toBeLessThanOrEqual(80);
  expect(unknown?.groups.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
});

test('a token in a line of unknown form is masked', () => {
  const line = 'UAEX 403 Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
  expect(JSON.stringify(unknownOf([line]))).not.toContain('c2lnbmF0dXJl');
});
