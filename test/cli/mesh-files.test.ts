import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { meshtriage } from '../helpers/command.js';

const directory = scratch();
const manifest = join(directory, 'mesh.yaml');
writeFileSync(
  manifest,
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n',
);

test.each([
  ['a file that is not there', '--mesh-config', join(directory, 'none.yaml'), 'ENOENT'],
  ['a file that is no mapping', '--mesh-config', manifest.replace('mesh.yaml', 'list.yaml'), 'mesh-config'],
  ['networks that are none', '--mesh-networks', manifest.replace('mesh.yaml', 'list.yaml'), 'mesh-networks'],
])('%s is wrong usage, told in one sentence', (_, flag, file, reason) => {
  writeFileSync(join(directory, 'list.yaml'), '- one\n');
  const { code, stderr } = meshtriage(['analyze', '--layout', 'manifests', flag, file, manifest]);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(reason);
});

test('the trust domain of the file is that of the mesh', () => {
  const settings = join(directory, 'settings.yaml');
  writeFileSync(settings, 'trustDomain: example.org\n');
  const args = ['analyze', '--layout', 'manifests', '--format', 'json', '--fail-on', 'never'];
  const { stdout } = meshtriage([...args, '--mesh-config', settings, manifest]);
  expect(JSON.parse(stdout).mesh.trustDomain).toBe('example.org');
});
