import { expect, test } from 'vitest';
import { configurationRootSidecarSelector as check } from '../../../src/checks/configuration/root-sidecar-selector.js';
import { findingsIn } from '../../helpers/manifests.js';

function sidecar(namespace: string, selector = 'workloadSelector: {labels: {app: web}}, '): string {
  return `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: ${namespace}}
spec: {${selector}egress: [{hosts: ["./*"]}]}`;
}

test('a default for the mesh with a selector', () => {
  expect(findingsIn(check, sidecar('istio-system'))).toMatchObject([
    {
      severity: 'warning',
      aliases: ['KIA1006'],
      subject: { kind: 'Sidecar', namespace: 'istio-system', name: 'default' },
      args: { selector: 'app=web' },
    },
  ]);
  expect(findingsIn(check, sidecar('root'), { meshConfig: 'rootNamespace: root' })).toHaveLength(1);
});

test.each([
  ['without a selector', sidecar('istio-system', '')],
  ['in another namespace', sidecar('shop')],
])('%s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});
