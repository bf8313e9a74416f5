import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { render } from '../../src/render/index.js';
import { tarball } from '../helpers/bundle.js';
import { reportOf } from '../helpers/report.js';

function manifest(...steps: readonly object[]): string {
  const first = { schema: 'meshtriage.capture/1', started: '2026-03-04T09:12:00Z' };
  const last = { ended: '2026-03-04T09:13:00Z', interrupted: false, proxiesChosen: 1, proxiesKnown: 1240 };
  return [first, ...steps, last].map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function analysed(...steps: readonly object[]) {
  const tree = {
    'c/meta/manifest.ndjson': manifest(...steps),
    'c/proxies/shop/cart-6f5b/resolv-conf.txt': 'nameserver 10.96.0.10\nsearch shop.svc.cluster.local\n',
  };
  return analyze(await openBundle(tarball(tree)));
}

test('a capture that looked into some of the proxies says of how many', async () => {
  const analysis = await analysed();
  expect(analysis.complete).toBe(true);
  expect(analysis.coverage.read.find(({ what }) => what === 'podDns')).toMatchObject({ seen: 1, expected: 1240 });
  expect(render(reportOf(analysis), 'text')).toContain('resolv.conf of pods: 1 of 1,240 were in the bundle');
});

test('what a step did not bring is absent for the reason that the step met, in the ledger and in every check that needs it', async () => {
  const path = 'proxies/shop/cart-6f5b/sockets.txt';
  const { checks, coverage } = await analysed(
    { step: 'proxy/sockets', path, exit: 1, error: 'timeout', detail: 'no answer within 20 s' },
    { step: 'proxy/sockets', path: 'proxies/shop/cart-6f5b/proc-net-tcp.txt', exit: 1, error: 'timeout' },
  );
  const because = `the bundle has no sockets of pods (${path}: timeout: no answer within 20 s, and 1 more like it)`;
  expect(coverage.absent.find(({ what }) => what === 'podSockets')).toMatchObject({ because });
  expect(checks.find(({ id }) => id === 'pod-network/port-not-listening')).toMatchObject({
    outcome: 'inconclusive',
    because: expect.stringContaining(because),
  });
});
