import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';

const captures = new URL('../../fixtures/bundles/capture/', import.meta.url).pathname;

async function inconclusive(fixture: string): Promise<Map<string, string>> {
  const { checks } = await analyze(await openBundle(`${captures}${fixture}`));
  return new Map(
    checks.flatMap(({ id, outcome, because = '' }) => (outcome === 'inconclusive' ? [[id, because] as const] : [])),
  );
}

test.each(['healthy', 'broken'])('a capture with the files of its nodes answers every check: %s', async (fixture) => {
  expect([...(await inconclusive(fixture)).keys()]).toEqual([]);
});

test.each(['istio-1.0-healthy', 'istio-1.0-broken'])(
  'a capture of Istio 1.0 with probes answers all but what its proxies do not tell and only a node can show: %s',
  async (fixture) => {
    const open = await inconclusive(fixture);
    expect([...open.keys()].sort()).toEqual(['endpoints/empty', 'nodes/blackhole-route', 'nodes/iptables-drop']);
    // Envoy dumps its endpoints since Istio 1.6.
    expect(open.get('endpoints/empty')).toBe('the configuration dumps were taken without endpoints');
    expect(open.get('nodes/iptables-drop')).toContain('scripts/capture-node.sh');
  },
);

test('a capture of an ambient mesh without probes: images without a shell show no iptables rules', async () => {
  expect([...(await inconclusive('ambient')).keys()].sort()).toEqual([
    'dns/lookup-failed',
    'dns/wrong-answer',
    'nodes/blackhole-route',
    'nodes/iptables-drop',
    'nodes/unreachable',
    'pod-network/iptables-drop',
    'pod-network/redirect-chains',
    'traffic/probe-failed',
  ]);
});
