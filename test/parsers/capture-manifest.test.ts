import { expect, test } from 'vitest';
import { captureManifest } from '../../src/parsers/capture-manifest.js';
import { parseText } from '../helpers/parse.js';

const run =
  '{"schema":"meshtriage.capture/1","started":"2026-09-01T10:15:00Z","tool":"capture.sh","version":"1.2.0","istioctl":null}';
const totals =
  '{"ended":"2026-09-01T10:24:51Z","steps":3,"ok":1,"failed":1,"skipped":1,"proxiesKnown":1240,"interrupted":false}';

test('the run, its steps and its end', () => {
  const { artifact, notes } = parseText(
    captureManifest,
    [
      run,
      '{"step":"pods","path":"cluster/pods.json","argv":["kubectl","get","pods","-A","-o","json"],"start":"2026-09-01T10:15:02Z","ms":1832,"exit":0,"bytes":4718592,"truncated":false}',
      '{"step":"crd","path":"cluster/networking.istio.io/virtualservices.json","exit":1,"bytes":0,"error":"forbidden","detail":"Error from server (Forbidden)"}',
      '{"step":"proxy/dump","path":"proxies/shop/cart/config-dump.json","skipped":"limit","detail":"--max-proxies 120 reached"}',
      totals,
      '',
    ].join('\n'),
  );
  expect(notes).toEqual([]);
  expect(artifact).toEqual({
    tool: 'capture.sh',
    version: '1.2.0',
    started: '2026-09-01T10:15:00Z',
    ended: '2026-09-01T10:24:51Z',
    interrupted: false,
    proxiesKnown: 1240,
    steps: [
      {
        name: 'pods',
        path: 'cluster/pods.json',
        argv: ['kubectl', 'get', 'pods', '-A', '-o', 'json'],
        start: '2026-09-01T10:15:02Z',
        milliseconds: 1832,
        exit: 0,
        truncated: false,
        line: 2,
      },
      {
        name: 'crd',
        path: 'cluster/networking.istio.io/virtualservices.json',
        argv: [],
        exit: 1,
        error: 'forbidden: Error from server (Forbidden)',
        truncated: false,
        line: 3,
      },
      {
        name: 'proxy/dump',
        path: 'proxies/shop/cart/config-dump.json',
        argv: [],
        skipped: 'limit: --max-proxies 120 reached',
        truncated: false,
        line: 4,
      },
    ],
  });
});

test('without the last line the run was interrupted', () => {
  const { artifact } = parseText(captureManifest, run);
  expect(artifact).toMatchObject({ interrupted: true });
  expect(artifact).not.toHaveProperty('ended');
});

test('Ctrl-C writes the last line, and it says so', () => {
  expect(parseText(captureManifest, `${run}\n${totals.replace('false', 'true')}`).artifact.interrupted).toBe(true);
});

test('a second run that adds to the first has to come to its end too', () => {
  expect(parseText(captureManifest, `${run}\n${totals}\n${run}`).artifact.interrupted).toBe(true);
  expect(parseText(captureManifest, `${run}\n${totals}\n${run}\n${totals}`).artifact.interrupted).toBe(false);
});

test('a line that was cut off is a note with its number', () => {
  const { artifact, notes } = parseText(captureManifest, `${run}\n{"step":"pods","pa`);
  expect(artifact.steps).toEqual([]);
  expect(notes).toEqual([{ code: 'capture-manifest-unreadable', path: 'entry', line: 2 }]);
});

test('a manifest of another schema is unusable', () => {
  expect(() => parseText(captureManifest, '{"schema":"other/2","started":"2026-09-01T10:15:00Z"}')).toThrow(
    'meshtriage.capture/1',
  );
});

test('how many values the script took out of an output', () => {
  const line = '{"step":"proxy/log","path":"proxies/shop/cart/istio-proxy.log","exit":0,"redacted":3,"truncated":true}';
  const { artifact } = parseText(captureManifest, `${run}\n${line}\n${totals}\n`);
  expect(artifact.steps).toMatchObject([{ redacted: 3, truncated: true }]);
});
