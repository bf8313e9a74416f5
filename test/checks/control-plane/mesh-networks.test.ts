import { expect, test } from 'vitest';
import { controlPlaneMeshNetworks } from '../../../src/checks/control-plane/mesh-networks.js';
import type { MeshNetworks, Secret } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { labels } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { findingsIn } from '../../helpers/manifests.js';

function remoteSecret(cluster: string, label = 'true'): Secret {
  return {
    namespace: 'istio-system',
    name: `istio-remote-secret-${cluster}`,
    type: 'Opaque',
    labels: labels({ 'istio/multiCluster': label }),
    annotations: labels(),
    keys: [cluster],
    emptyKeys: [],
    source: { path: 'secrets.yaml', line: 1 },
  };
}

function taking(...registries: readonly string[]): { meshNetworks: MeshNetworks } {
  const endpoints = registries.map((fromRegistry, i) => ({ field: `networks.net.endpoints[${i}]`, fromRegistry }));
  return { meshNetworks: { networks: [{ name: 'net', endpoints, gateways: [] }], source: { path: 'networks.yaml' } } };
}

const subject = 'MeshNetworks istio-system/meshnetworks';

describeCheck(controlPlaneMeshNetworks, {
  silent: {
    'registries that istiod has': { ...taking('Kubernetes', 'External', 'Mock'), mesh: mesh(), secrets: [] },
    'a cluster of a remote secret': { ...taking('east'), mesh: mesh(), secrets: [remoteSecret('east')] },
  },
  open: {
    'Secrets were not captured': { given: { ...taking('east'), mesh: mesh() }, because: 'no Secrets' },
  },
  fires: {
    'a cluster without a remote secret': {
      given: { ...taking('east'), mesh: mesh(), secrets: [remoteSecret('west'), remoteSecret('east', 'false')] },
      expect: [{ messageId: 'unknown', subject, args: { network: 'net', registry: 'east' }, severity: 'error' }],
    },
  },
});

test('manifests without Secrets have no remote cluster', () => {
  const meshNetworks = `
    networks:
      net:
        endpoints:
        - fromRegistry: east
        gateways:
        - {address: 192.0.2.1, port: 15443}
  `;
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
  expect(findingsIn(controlPlaneMeshNetworks, namespace, { meshNetworks })).toMatchObject([
    {
      messageId: 'unknown',
      aliases: ['IST0126'],
      args: { registry: 'east' },
      evidence: [{ path: 'mesh-networks.yaml' }],
    },
  ]);
});
