import { expect, test } from 'vitest';
import { authorizationDeniesAll } from '../../../src/checks/authorization/denies-all.js';
import { resultInBundle } from '../../helpers/as-bundle.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const cart = `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {selector: {app: cart}, ports: [{port: 80}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: proxyv2}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: job, namespace: shop, labels: {app: job}}
  spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: proxyv2}]}
  ---`;

function policy(name: string, namespace: string, spec: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: ${name}, namespace: ${namespace}}
  spec: ${spec}
  ---`;
}

describeOnManifests(authorizationDeniesAll, {
  silent: {
    'nothing for the mesh, something for the workload':
      cart +
      policy('nothing', 'istio-system', '{}') +
      policy(
        'cart',
        'shop',
        '{selector: {matchLabels: {app: cart}}, rules: [{from: [{source: {namespaces: [web]}}]}]}',
      ),
    'a rule that everything matches': cart + policy('all', 'shop', '{rules: [{}]}'),
    'another namespace': cart + policy('nothing', 'web', '{}'),
  },
  fires: {
    'nothing is allowed; a workload without a service serves nobody anyway': {
      given: cart + policy('nothing', 'shop', '{}'),
      expect: [
        { messageId: 'closed', subject: 'Workload shop/cart', severity: 'warning', args: { policies: 'shop/nothing' } },
      ],
    },
  },
});

test('a policy that was not gathered may let somebody in', () => {
  const partial = new Map([['AuthorizationPolicy', new Set(['shop'])]]);
  expect(resultInBundle(authorizationDeniesAll, cart + policy('nothing', 'shop', '{}'), {}).outcome).toBe('fail');
  expect(resultInBundle(authorizationDeniesAll, cart + policy('nothing', 'shop', '{}'), { partial })).toMatchObject({
    outcome: 'inconclusive',
    findings: [],
  });
});
