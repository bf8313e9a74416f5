import { expect, test } from 'vitest';
import { authorizationClosedGateway } from '../../../src/checks/authorization/closed-gateway.js';
import { resultInBundle } from '../../helpers/as-bundle.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function gateway(type = 'LoadBalancer'): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: ingress, namespace: edge}
  spec: {type: ${type}, selector: {istio: ingressgateway}, ports: [{port: 443}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: ingress, namespace: edge, labels: {istio: ingressgateway}}
  spec: {containers: [{name: istio-proxy, image: proxyv2}]}
  `;
}

function policy(namespace: string, name: string, spec: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: ${name}, namespace: ${namespace}}
  spec: {${spec}}
  `;
}

const meshOnly = policy('istio-system', 'mesh-only', 'rules: [{from: [{source: {principals: ["*"]}}]}]');
const openEdge = policy('edge', 'open', 'rules: [{to: [{operation: {paths: ["/*"]}}]}]');
const subject = 'AuthorizationPolicy istio-system/mesh-only';

describeOnManifests(authorizationClosedGateway, {
  silent: {
    'another policy opens the gateway': documents(gateway(), meshOnly, openEdge),
    'a gateway that is not reached from outside': documents(gateway('ClusterIP'), meshOnly),
    'a policy that asks for no identity': documents(
      gateway(),
      policy('istio-system', 'mesh-only', 'rules: [{to: [{operation: {methods: [GET]}}]}]'),
    ),
    'a policy of applications': documents(
      gateway(),
      policy('shop', 'mesh-only', 'rules: [{from: [{source: {principals: ["*"]}}]}]'),
    ),
    'DENY for some paths': documents(
      gateway(),
      policy(
        'istio-system',
        'mesh-only',
        'action: DENY, rules: [{from: [{source: {notPrincipals: ["*"]}}], to: [{operation: {paths: [/admin]}}]}]',
      ),
    ),
  },
  fires: {
    'nothing but identities is allowed': {
      given: documents(gateway(), meshOnly),
      expect: [{ messageId: 'allowsIdentities', subject, severity: 'warning', args: { gateway: 'edge/ingress' } }],
    },
    'DENY for all without an identity': {
      given: documents(
        gateway(),
        policy('istio-system', 'mesh-only', 'action: DENY, rules: [{from: [{source: {notPrincipals: ["*"]}}]}]'),
      ),
      expect: [{ messageId: 'deniesOthers', subject, args: { attribute: 'notPrincipals' } }],
    },
  },
});

test('a policy that was not gathered may open the gateway', () => {
  const partial = new Map([['AuthorizationPolicy', new Set(['istio-system'])]]);
  expect(resultInBundle(authorizationClosedGateway, documents(gateway(), meshOnly), {}).outcome).toBe('fail');
  expect(resultInBundle(authorizationClosedGateway, documents(gateway(), meshOnly), { partial })).toMatchObject({
    outcome: 'inconclusive',
    findings: [],
  });
});

test('no policy opens what another one denies', () => {
  const denied = policy(
    'istio-system',
    'mesh-only',
    'action: DENY, rules: [{from: [{source: {notPrincipals: ["*"]}}]}]',
  );
  const partial = new Map([['AuthorizationPolicy', new Set(['istio-system'])]]);
  const { findings } = resultInBundle(authorizationClosedGateway, documents(gateway(), denied), { partial });
  expect(findings.map(({ messageId }) => messageId)).toEqual(['deniesOthers']);
});
