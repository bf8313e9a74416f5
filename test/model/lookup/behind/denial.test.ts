import { describe, expect, test } from 'vitest';
import { behindDenial } from '../../../../src/model/lookup/behind/denial.js';
import { reportingProxy } from '../../../../src/model/lookup/behind/proxy.js';
import { podSpec } from '../../../helpers/facets/kubernetes.js';
import { mesh } from '../../../helpers/facets/mesh.js';
import { type Known, known, partialMesh } from './known.js';

const policies = `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: deny-legacy, namespace: shop}
  spec:
    action: DENY
    rules:
      - to:
          - operation: {methods: [DELETE]}
      - from:
          - source: {namespaces: [legacy]}
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: cart, namespace: shop}
  spec:
    selector: {matchLabels: {app: cart}}
    rules:
      - from:
          - source: {principals: [cluster.local/ns/shop/sa/web]}
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: reviews, namespace: shop}
  spec:
    selector: {matchLabels: {app: reviews}}
    rules: [{}]
`;
const pods = { podSpecs: [podSpec()] };
const cart = reportingProxy({ namespace: 'shop', name: 'cart-6f5b' }, known(policies, pods));

function denial(policy: string, facets: Known = known(policies, pods)) {
  return behindDenial(`rbac_access_denied_matched_policy[${policy}]`, cart, facets);
}

describe('the rule that refused a request', () => {
  test('is cited by its lines', () => {
    expect(denial('ns[shop]-policy[deny-legacy]-rule[1]')).toMatchObject({
      text: 'AuthorizationPolicy shop/deny-legacy (action DENY) refuses them by rule 1, for namespaces legacy.',
      evidence: [{ path: 'mesh.yaml', line: 9, field: 'spec.rules[1]' }],
      objects: [{ kind: 'AuthorizationPolicy', namespace: 'shop', name: 'deny-legacy' }],
    });
  });

  test('may be gone: the policy has fewer rules now', () => {
    expect(denial('ns[shop]-policy[deny-legacy]-rule[2]')?.text).toContain('has only 2 rules in the bundle');
  });

  test('may be gone: the policy allows now', () => {
    expect(denial('ns[shop]-policy[cart]-rule[0]')).toMatchObject({
      text: 'AuthorizationPolicy shop/cart, which refused them by rule 0, has action ALLOW in the bundle: it was changed after the lines.',
      evidence: [{ field: 'spec.action' }],
    });
  });

  test('may be gone with its policy, where the bundle has all policies of the namespace', () => {
    const gone = 'ns[shop]-policy[gone]-rule[0]';
    expect(denial(gone)?.text).toContain('AuthorizationPolicy shop/gone, which refused them, is not in the bundle');
    const part = partialMesh('AuthorizationPolicy', 'other');
    expect(denial(gone, known(policies, { ...pods, mesh: part }))).toBeUndefined();
  });

  test('is not known without policies in the bundle, or by another name', () => {
    expect(denial('ns[shop]-policy[deny-legacy]-rule[1]', { mesh: mesh() })).toBeUndefined();
    expect(denial('default-deny-all-due-to-bad-CUSTOM-action')).toBeUndefined();
  });
});

describe('no policy allowed a request', () => {
  test('those that select the workload are named, with whom they allow', () => {
    expect(denial('none')).toMatchObject({
      text: 'No rule of AuthorizationPolicy shop/cart (allows cluster.local/ns/shop/sa/web) allows them, and with ALLOW policies the rest is refused.',
      evidence: [{ path: 'mesh.yaml', field: 'spec.rules' }],
      objects: [{ name: 'cart' }],
    });
  });

  test('no policy selects it any more', () => {
    const others = { ...pods, mesh: mesh(), authorizationPolicies: [] };
    expect(denial('none', others)?.text).toContain('No ALLOW policy in the bundle selects the workload');
    const part = partialMesh('AuthorizationPolicy', 'istio-system');
    expect(denial('none', { ...others, mesh: part })).toBeUndefined();
  });

  test('nothing is said where the pod is not in the bundle, or is a waypoint', () => {
    const details = 'rbac_access_denied_matched_policy[none]';
    expect(behindDenial(details, undefined, known(policies))).toBeUndefined();
    const labels = new Map([
      ['app', 'cart'],
      ['gateway.istio.io/managed', 'istio.io-mesh-controller'],
    ]);
    const waypoint = reportingProxy(cart.pod, known(policies, { podSpecs: [podSpec({ labels })] }));
    expect(behindDenial(details, waypoint, known(policies))).toBeUndefined();
  });
});
