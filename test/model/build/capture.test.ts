import { expect, test } from 'vitest';
import { buildCapture } from '../../../src/model/build/capture.js';
import { buildContext, stored } from '../../helpers/build.js';

test('the manifest: what failed, what was skipped, and when it all was', () => {
  const step = { argv: [], truncated: false };
  const manifest = {
    tool: 'capture.sh',
    version: '1.2.0',
    started: '2026-03-04T09:21:00Z',
    ended: '2026-03-04T09:31:00Z',
    interrupted: false,
    proxiesKnown: 1240,
    steps: [
      { ...step, name: 'pods', path: 'cluster/pods.json', exit: 0, line: 2 },
      { ...step, name: 'crd', path: 'cluster/x.json', exit: 1, error: 'forbidden', line: 3 },
      { ...step, name: 'dump', path: 'proxies/a/b/config-dump.json', skipped: 'limit', line: 4 },
      { ...step, name: 'stats', exit: 137, error: 'timeout', line: 5 },
      { ...step, name: 'probe/curl', path: 'probes/shop/cart/curl.1.txt', exit: 7, line: 8 },
      { ...step, name: 'log', path: 'a.log', exit: 0, redacted: 2, truncated: true, line: 6 },
      { ...step, name: 'mesh', path: 'b.json', exit: 0, redacted: 0, line: 7 },
    ],
  };
  expect(
    buildCapture(buildContext({ artifacts: { 'capture-manifest': [stored('meta/manifest.ndjson', manifest)] } })),
  ).toMatchObject({
    value: {
      producer: 'capture.sh 1.2.0',
      from: '2026-03-04T09:21:00Z',
      to: '2026-03-04T09:31:00Z',
      interrupted: false,
      failures: [
        { step: 'crd', path: 'cluster/x.json', reason: 'forbidden', skipped: false, source: { line: 3 } },
        { step: 'dump', reason: 'limit', skipped: true },
        { step: 'stats', reason: 'timeout', skipped: false },
      ],
      redacted: [{ path: 'a.log', values: 2 }],
      truncated: ['a.log'],
      proxiesKnown: 1240,
    },
  });
});

test('the log of bug-report: namespaces joined by a comma count as a failure', () => {
  const log = {
    from: '2026-03-04T08:00:00Z',
    to: '2026-03-04T08:02:00Z',
    istioctlVersion: '1.30.3',
    containers: [],
    failures: [{ command: 'ProxyGet shop/cart:clusters', reason: 'did not finish', line: 9 }],
    joinedNamespaces: { names: 'shop,payments', line: 4 },
  };
  expect(
    buildCapture(buildContext({ artifacts: { 'bug-report-log': [stored('bug-report.log', log)] } })),
  ).toMatchObject({
    value: {
      producer: 'istioctl bug-report 1.30.3',
      failures: [
        { step: 'ProxyGet shop/cart:clusters', reason: 'did not finish' },
        { step: 'kubectl get', path: 'cluster', source: { path: 'bug-report.log', line: 4 } },
      ],
    },
  });
});

test('a bundle without a record', () => {
  expect(buildCapture(buildContext({}))).toEqual({
    state: 'absent',
    because: 'the bundle has no record of the capture',
  });
});
