import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { meshtriage } from '../helpers/command.js';

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n';

/** Analyses one manifest, with a file of this text behind a flag; without a text, with one that is not there. */
function analyze(flag: string, text: string | undefined) {
  const directory = scratch();
  const [manifest, file] = [join(directory, 'mesh.yaml'), join(directory, 'settings.yaml')];
  writeFileSync(manifest, namespace);
  if (text !== undefined) writeFileSync(file, text);
  const flags = ['--layout', 'manifests', '--format', 'json', '--fail-on', 'never', flag, file];
  return meshtriage(['analyze', ...flags, manifest]);
}

test.each([
  ['a file that is not there', '--mesh-config', undefined, 'ENOENT'],
  ['a file that is no mapping', '--mesh-config', '- one', 'mesh-config'],
  ['networks that are none', '--mesh-networks', 'networks: 3', 'mesh-networks'],
])('%s is wrong usage, told in one sentence', (_, flag, text, reason) => {
  const { code, stderr } = analyze(flag, text);
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(reason);
});

test('the trust domain of the file is that of the mesh', () => {
  const { stdout } = analyze('--mesh-config', 'trustDomain: example.org\n');
  expect(JSON.parse(stdout).mesh.trustDomain).toBe('example.org');
});
