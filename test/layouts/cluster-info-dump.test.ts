import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { ingest } from '../../src/ingest/ingest.js';
import { buildModel } from '../../src/model/build/index.js';
import { scratch, type Tree, tarball } from '../helpers/bundle.js';

/** A typed list as kubectl prints it, items without kind. */
function list(kind: string, ...names: readonly string[]): string {
  const items = names.map((name) => ({
    metadata: { name, namespace: 'shop' },
    ...(kind === 'Pod' && { spec: { containers: [{ name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.24.0' }] } }),
  }));
  return `${JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata: {}, items }, null, 4)}\n`;
}

function lists(namespace: string, format = 'json', content = list): Tree {
  return {
    [`${namespace}/events.${format}`]: content('Event'),
    [`${namespace}/replication-controllers.${format}`]: content('ReplicationController'),
    [`${namespace}/services.${format}`]: content('Service'),
    [`${namespace}/daemonsets.${format}`]: content('DaemonSet'),
    [`${namespace}/deployments.${format}`]: content('Deployment'),
    [`${namespace}/replicasets.${format}`]: content('ReplicaSet'),
    [`${namespace}/pods.${format}`]: content('Pod', 'cart-1'),
  };
}

const line = '2026-03-04T09:00:00.000000Z\tinfo\tready\n';
const logs = (container: string, text = line) =>
  `==== START logs for container ${container} of pod shop/cart-1 ====\n${text}==== END logs for container ${container} of pod shop/cart-1 ====\n`;

async function modelOf(path: string) {
  const { artifacts, layout, unusable } = await ingest(await openBundle(path));
  expect(layout).toBe('cluster-info-dump');
  return { ...buildModel(artifacts), unusable };
}

const logOf = (container: string) => ({ container, pod: { namespace: 'shop', name: 'cart-1' }, lines: 1 });

test('the directory, with and without a root', async () => {
  for (const prefix of ['', 'dump/']) {
    const tree = {
      'nodes.json': list('Node', 'worker-1'),
      ...lists('shop'),
      'shop/cart-1/logs.txt': `${logs('istio-init')}${logs('istio-proxy')}`,
    };
    const model = await modelOf(
      tarball(Object.fromEntries(Object.entries(tree).map(([path, text]) => [`${prefix}${path}`, text]))),
    );
    expect(model).toMatchObject({
      nodes: { value: [{ name: 'worker-1' }], coverage: { seen: 1 } },
      podSpecs: { value: [{ namespace: 'shop', name: 'cart-1' }], coverage: { seen: 1, namespaces: ['shop'] } },
      proxyLogs: { value: [logOf('istio-proxy')] },
      initLogs: { value: [logOf('istio-init')] },
      services: { state: 'absent' },
      events: { because: 'there are no events in shop, and other namespaces were not captured' },
      capture: { value: { producer: 'kubectl cluster-info dump', failures: [] } },
    });
  }
});

test('YAML', async () => {
  const yaml = (kind: string, ...names: readonly string[]) =>
    `apiVersion: v1\nitems:${names.length === 0 ? ' []' : ''}\n${names.map((name) => `- metadata:\n    name: ${name}\n    namespace: shop\n`).join('')}kind: ${kind}List\nmetadata: {}\n`;
  const model = await modelOf(tarball({ 'nodes.yaml': yaml('Node', 'worker-1'), ...lists('shop', 'yaml', yaml) }));
  expect(model).toMatchObject({ nodes: { value: [{ name: 'worker-1' }] }, podSpecs: { value: [{ name: 'cart-1' }] } });
});

test('a dump that stopped says where', async () => {
  const { 'payments/pods.json': _pods, 'payments/replicasets.json': _sets, ...stopped } = lists('payments');
  const { capture } = await modelOf(tarball({ 'nodes.json': list('Node'), ...lists('shop'), ...stopped }));
  expect(capture).toMatchObject({
    value: {
      failures: [
        {
          step: 'namespace payments',
          reason: expect.stringContaining('the dump lacks ReplicaSet, Pod of this namespace'),
        },
      ],
    },
  });
});

test('one text with everything, as the command prints it without a directory', async () => {
  const file = join(scratch(), 'dump.txt');
  writeFileSync(
    file,
    `${list('Node', 'worker-1')}${Object.values(lists('shop')).join('')}${logs('app', line.trimEnd())}${logs('istio-proxy')}${list('Event')}`,
  );
  expect(await modelOf(file)).toMatchObject({
    nodes: { value: [{ name: 'worker-1' }] },
    podSpecs: { value: [{ namespace: 'shop', name: 'cart-1' }] },
    proxyLogs: { value: [logOf('istio-proxy')] },
    applicationLogs: { value: [logOf('app')] },
  });
});

test('one text in YAML', async () => {
  const file = join(scratch(), 'dump.txt');
  const document = (kind: string, name: string) =>
    `---\napiVersion: v1\nitems:\n- metadata:\n    name: ${name}\n    namespace: shop\nkind: ${kind}List\nmetadata: {}\n`;
  writeFileSync(file, `${document('Node', 'worker-1')}${document('Pod', 'cart-1')}${logs('istio-proxy')}`);
  expect(await modelOf(file)).toMatchObject({
    podSpecs: { value: [{ name: 'cart-1' }] },
    proxyLogs: { value: [logOf('istio-proxy')] },
  });
});

test('a log that could not be fetched is unusable, and the others are read', async () => {
  const failed = logs('app', 'Create log request error: container "app" is waiting to start\n');
  const model = await modelOf(
    tarball({
      'nodes.json': list('Node'),
      ...lists('shop'),
      'shop/cart-1/logs.txt': `${failed}${logs('istio-proxy')}`,
    }),
  );
  expect(model.unusable).toEqual([
    { path: 'shop/cart-1/logs.txt', reason: 'Create log request error: container "app" is waiting to start' },
  ]);
  expect(model.proxyLogs).toMatchObject({ value: [logOf('istio-proxy')] });
});
