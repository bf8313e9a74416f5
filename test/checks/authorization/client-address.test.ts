import { expect, test } from 'vitest';
import { authorizationClientAddress } from '../../../src/checks/authorization/client-address.js';
import { resultInBundle } from '../../helpers/as-bundle.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function gateway(service: string, annotations = ''): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: ingress, namespace: edge, annotations: {${annotations}}}
  spec: {selector: {istio: ingressgateway}, ports: [{port: 443}], ${service}}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: ingress-1, namespace: edge, labels: {istio: ingressgateway}}
  spec: {containers: [{name: istio-proxy, image: proxyv2}]}
  `;
}

function policy(source: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: office, namespace: edge}
  spec: {selector: {matchLabels: {istio: ingressgateway}}, rules: [{from: [{source: {${source}}}]}]}
  `;
}

const office = policy('ipBlocks: [203.0.113.0/24]');

describeOnManifests(authorizationClientAddress, {
  silent: {
    'the address is kept': documents(gateway('type: LoadBalancer, externalTrafficPolicy: Local'), office),
    'the load balancer sends to pods': documents(
      gateway('type: LoadBalancer', 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip'),
      office,
    ),
    'callers within the cluster': documents(gateway('type: ClusterIP'), office),
    'private addresses': documents(gateway('type: LoadBalancer'), policy('ipBlocks: [10.0.0.0/8]')),
    'addresses from a header': documents(gateway('type: LoadBalancer'), policy('remoteIpBlocks: [203.0.113.0/24]')),
    'a filter reads the PROXY protocol': documents(
      gateway('type: LoadBalancer'),
      office,
      `
      apiVersion: networking.istio.io/v1alpha3
      kind: EnvoyFilter
      metadata: {name: proxy-protocol, namespace: edge}
      spec:
        configPatches:
        - applyTo: LISTENER_FILTER
          patch: {operation: INSERT_FIRST, value: {name: envoy.filters.listener.proxy_protocol}}
      `,
    ),
  },
  fires: {
    'nodes translate the address': {
      given: documents(gateway('type: LoadBalancer'), office),
      expect: [
        {
          messageId: 'translated',
          subject: 'AuthorizationPolicy edge/office',
          severity: 'warning',
          args: { block: '203.0.113.0/24', service: 'ingress', policy: 'Cluster' },
        },
      ],
    },
    'for a NodePort too': {
      given: documents(gateway('type: NodePort, externalTrafficPolicy: Cluster'), policy('notIpBlocks: [203.0.113.9]')),
      expect: [{ messageId: 'translated', subject: 'AuthorizationPolicy edge/office' }],
    },
  },
});

test('a filter that was not gathered may read the PROXY protocol', () => {
  const partial = new Map([['EnvoyFilter', new Set(['edge'])]]);
  expect(resultInBundle(authorizationClientAddress, documents(gateway('type: LoadBalancer'), office), {}).outcome).toBe(
    'fail',
  );
  expect(
    resultInBundle(authorizationClientAddress, documents(gateway('type: LoadBalancer'), office), { partial }),
  ).toMatchObject({ outcome: 'inconclusive', findings: [] });
});
