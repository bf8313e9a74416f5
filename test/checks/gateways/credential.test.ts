import { expect, test } from 'vitest';
import { gatewaysCredential } from '../../../src/checks/gateways/credential.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { findingsIn, resultOf } from '../../helpers/manifests.js';

function manifests(credential: string, secretNamespace = 'istio-system') {
  return `
    apiVersion: v1
    kind: Pod
    metadata: {name: ingress-1, namespace: istio-system, labels: {istio: ingressgateway}}
    spec: {containers: [{name: istio-proxy, image: auto}]}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: shop-tls, namespace: ${secretNamespace}}
    data: {tls.crt: "", tls.key: ""}
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: public, namespace: shop}
    spec:
      selector: {istio: ingressgateway}
      servers:
      - port: {number: 443, name: https, protocol: HTTPS}
        hosts: ["shop.example.com"]
        tls:
          mode: SIMPLE
          credentialName: ${credential}
  `;
}

test('silent: a Secret in the namespace of the pods', () => {
  expect(findingsIn(gatewaysCredential, manifests('shop-tls'))).toEqual([]);
  expect(findingsIn(gatewaysCredential, manifests('kubernetes://shop-tls'))).toEqual([]);
  expect(findingsIn(gatewaysCredential, manifests('file:///etc/tls'))).toEqual([]);
});

test('a Secret beside the Gateway is in the wrong namespace', () => {
  expect(findingsIn(gatewaysCredential, manifests('shop-tls', 'shop'))).toMatchObject([
    {
      messageId: 'missing',
      aliases: ['IST0101'],
      subject: { kind: 'Gateway', namespace: 'shop', name: 'public' },
      args: { credential: 'shop-tls', podNamespace: 'istio-system' },
      detail: 'There is a Secret of that name in namespace shop.',
      evidence: [{ path: 'mesh.yaml', line: 21 }, {}],
    },
  ]);
});

test('without a list of Secrets nothing is decided', () => {
  const yaml = manifests('shop-tls').split('---');
  expect(resultOf(gatewaysCredential, [yaml[0], yaml[2]].join('---'))).toMatchObject({ outcome: 'inconclusive' });
});

const tls = { credentialName: 'shop-tls', credentialNames: [] };
const istioGateways = [istioGateway({ spec: { servers: [gatewayServer({ tls })] } })];
const podSpecs = [podSpec({ namespace: 'istio-system', labels: labels({ istio: 'ingressgateway' }) })];

describeCheck(gatewaysCredential, {
  silent: { 'no pods (gateways/selector)': { istioGateways, secrets: [], podSpecs: [] } },
  open: {
    'a namespace of which Secrets were not gathered': {
      given: {
        istioGateways,
        secrets: [],
        podSpecs,
        mesh: mesh({ partial: new Map([['Secret', new Set(['shop'])]]) }),
      },
      because: 'istio-system/shop-tls may exist',
    },
  },
  fires: {
    'no such Secret': {
      given: { istioGateways, secrets: [], podSpecs, mesh: mesh() },
      expect: [{ messageId: 'missing', subject: 'Gateway shop/public', severity: 'error', evidence: 1 }],
    },
  },
});
