import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { ingest } from '../../src/ingest/ingest.js';
import { type Tree, tarball } from '../helpers/bundle.js';

async function ingested(tree: Tree) {
  return ingest(await openBundle(tarball({ 'bug-report/bug-report.log': 'Target cluster context: a\n', ...tree })));
}

const described = [
  'Name:               worker-1',
  'Conditions:',
  '  Type    Status  LastHeartbeatTime  LastTransitionTime  Reason        Message',
  '  ----    ------  -----------------  ------------------  ------        -------',
  '  Ready   True    never              never               KubeletReady  ready',
  'System Info:',
  '  Kubelet Version:  v1.20.2',
].join('\n');

test('config_dump is of ztunnel or of Envoy, as its content says', async () => {
  const { artifacts } = await ingested({
    'bug-report/proxies/istio-system/ztunnel-1/config_dump': '{"workloads": [], "services": []}',
    'bug-report/proxies/shop/cart-6f5b/config_dump':
      '{"configs": [{"@type": "a.ClustersConfigDump", "static_clusters": []}]}',
  });
  expect(artifacts.of('ztunnel-config').map(({ tag }) => tag.pod)).toEqual(['ztunnel-1']);
  expect(artifacts.of('envoy-config-dump').map(({ tag }) => tag.pod)).toEqual(['cart-6f5b']);
});

test('nodes are described up to 1.19, which lists no node objects', async () => {
  const { artifacts } = await ingested({ 'bug-report/cluster/nodes': described });
  expect(artifacts.of('kubectl-table')[0]?.value.nodes).toMatchObject([{ name: 'worker-1', ready: true }]);
  expect(artifacts.lists('Node')).toBe(false);
});

test('nodes are a list of objects since 1.20', async () => {
  const nodes = 'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata:\n    name: worker-1\nkind: List\n';
  const { artifacts } = await ingested({ 'bug-report/cluster/nodes': nodes });
  expect(artifacts.of('kubernetes-objects')[0]?.value.objects.map(({ metadata }) => metadata.name)).toEqual([
    'worker-1',
  ]);
  expect(artifacts.lists('Node')).toBe(true);
});

test('what istiod had read stands in when the custom resources were not captured', async () => {
  const { artifacts } = await ingested({
    'bug-report/istio/istio-system/istiod-1/debug/configz':
      '[{"kind": "Sidecar", "apiVersion": "networking.istio.io/v1", "metadata": {"name": "web", "namespace": "shop"}, "spec": {}}]',
  });
  expect(artifacts.of('kubernetes-objects')).toMatchObject([{ tag: { secondary: true } }]);
  expect(artifacts.lists('Sidecar')).toBe(false);
});
