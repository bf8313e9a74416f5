import { existsSync } from 'node:fs';
import glob from 'fast-glob';
import { expect, test } from 'vitest';
import { allChecks } from '../../src/checks/index.js';

const root = new URL('../..', import.meta.url).pathname;
const files = glob.sync('src/checks/*/*.ts', { cwd: root, ignore: ['**/index.ts'] });
const categories = [
  'pods',
  'services',
  'endpoints',
  'nodes',
  'pod-network',
  'dns',
  'control-plane',
  'proxy-sync',
  'proxies',
  'injection',
  'routing',
  'mtls',
  'certificates',
  'authorization',
  'gateways',
  'ambient',
  'configuration',
  'logs',
  'traffic',
  'versions',
  'bundle',
];
const documentationHosts = ['istio.io', 'kubernetes.io', 'www.envoyproxy.io', 'gateway-api.sigs.k8s.io', 'kiali.io'];

test('every check file is registered under the id that its place says', () => {
  const ids = allChecks.map(({ meta }) => meta.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(files.map((file) => file.replace(/^src\/checks\/(.*)\.ts$/, '$1')).sort());
});

test('every check has a test of its own', () => {
  const missing = allChecks.filter(({ meta }) => !existsSync(`${root}/test/checks/${meta.id}.test.ts`));
  expect(missing.map(({ meta }) => meta.id)).toEqual([]);
});

test('a check says what it is for: category, title, reason, remedy', () => {
  for (const { meta, messages } of allChecks) {
    expect(categories).toContain(meta.id.split('/')[0]);
    expect(meta.title, meta.id).toMatch(/\S/);
    expect(meta.why, meta.id).toMatch(/\.$/);
    expect(meta.fix.length, meta.id).toBeGreaterThan(0);
    expect(Object.keys(messages).length, meta.id).toBeGreaterThan(0);
    for (const { doc } of meta.fix)
      if (doc !== undefined) expect(documentationHosts, meta.id).toContain(new URL(doc).hostname);
  }
});
