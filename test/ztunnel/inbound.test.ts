import { expect, test } from 'vitest';
import type { ZtunnelMatch, ZtunnelPolicy, ZtunnelWorkload } from '../../src/parsers/ztunnel/artifact.js';
import { convertedPeerAuthentication, policyConditions } from '../../src/ztunnel/conditions.js';
import { decideInbound, isCheckedByZtunnel } from '../../src/ztunnel/inbound.js';
import type { InboundConnection } from '../../src/ztunnel/policy-match.js';

const web: ZtunnelWorkload = { namespace: 'shop', name: 'web', addresses: ['10.1.0.2'], protocol: 'HBONE' };
const front = 'cluster.local/ns/shop/sa/front';

function policy(name: string, action: 'Allow' | 'Deny', rules: NonNullable<ZtunnelPolicy['rules']>): ZtunnelPolicy {
  return { namespace: 'shop', name, action, scope: 'Namespace', rules };
}

function decide(policies: readonly ZtunnelPolicy[], connection: InboundConnection = { principal: front }) {
  return decideInbound({ policies }, web, connection);
}

function allows(match: ZtunnelMatch, connection: InboundConnection = { principal: front }) {
  return decide([policy('p', 'Allow', [[[match]]])], connection).decision;
}

const exact = (value: string) => [{ kind: 'exact', value }] as const;
const presence = [{ kind: 'presence', value: '' }] as const;

test('without policies all is allowed, with one that allows nothing all is denied', () => {
  expect(decide([])).toMatchObject({ decision: 'allow', reason: 'no allow policies' });
  expect(decide([policy('none', 'Allow', [])])).toMatchObject({ decision: 'deny', reason: 'no allow policy matched' });
  expect(decide([policy('none', 'Deny', [])]).decision).toBe('allow');
});

test('an empty clause matches, a rule without clauses too, an empty match does not', () => {
  expect(decide([policy('p', 'Allow', [[]])]).decision).toBe('allow');
  expect(decide([policy('p', 'Allow', [[[]]])]).decision).toBe('allow');
  expect(decide([policy('p', 'Allow', [[[{}]]])]).decision).toBe('deny');
});

test('any rule, of it all clauses, of them any match, of it all fields', () => {
  const shop = { namespaces: exact('shop') };
  const pay = { namespaces: exact('pay') };
  const port = { destinationPorts: [80] };
  const connection = { principal: front, destinationPort: 80 };
  expect(decide([policy('p', 'Allow', [[[pay]], [[pay, shop], [port]]])], connection).decision).toBe('allow');
  expect(decide([policy('p', 'Allow', [[[shop], [{ destinationPorts: [81] }]]])], connection).decision).toBe('deny');
  expect(allows({ ...shop, ...port }, connection)).toBe('allow');
  expect(allows({ ...pay, ...port }, connection)).toBe('deny');
});

test('identities, addresses and ports', () => {
  expect(allows({ principals: [{ kind: 'suffix', value: '/sa/front' }] })).toBe('allow');
  expect(allows({ serviceAccounts: [{ namespace: 'shop', serviceAccount: 'front' }] })).toBe('allow');
  expect(allows({ notServiceAccounts: [{ namespace: 'shop', serviceAccount: 'front' }] })).toBe('deny');
  expect(allows({ notNamespaces: exact('shop') })).toBe('deny');
  expect(allows({ sourceIps: ['10.0.0.0/8'] }, { sourceIp: '10.3.2.1' })).toBe('allow');
  expect(allows({ notDestinationIps: ['10.1.0.2'] }, { destinationIp: '10.1.0.2' })).toBe('deny');
});

test('a source without mutual TLS has no identity', () => {
  const connection = { principal: 'none' };
  expect(allows({ principals: presence }, connection)).toBe('deny');
  expect(allows({ principals: [{ kind: 'prefix', value: '' }] }, connection)).toBe('deny');
  expect(allows({ notPrincipals: presence }, connection)).toBe('allow');
  expect(allows({ namespaces: presence }, connection)).toBe('deny');
});

test('what is not known decides nothing, unless the answer is the same', () => {
  expect(allows({ principals: exact(front) }, {})).toBe('unknown');
  expect(allows({ principals: exact(front), destinationPorts: [1] }, { destinationPort: 2 })).toBe('deny');
  expect(allows({ isPartial: true })).toBe('unknown');
  const { rules, ...ofTable } = policy('p', 'Deny', []);
  expect(rules).toEqual([]);
  expect(decide([ofTable])).toMatchObject({ decision: 'unknown', policy: 'shop/p' });
  expect(decideInbound({}, web, { principal: front }).decision).toBe('unknown');
});

test('PeerAuthentication STRICT is a DENY of those without identity', () => {
  const strict: ZtunnelPolicy = {
    namespace: 'istio-system',
    name: 'istio_converted_static_strict',
    action: 'Deny',
    scope: 'WorkloadSelector',
    rules: [[[{ notPrincipals: presence }]]],
  };
  const selected = { ...web, authorizationPolicies: ['istio-system/istio_converted_static_strict', 'shop/gone'] };
  const plain = decideInbound({ policies: [strict] }, selected, { principal: 'none' });
  expect(plain).toMatchObject({ decision: 'deny', reason: 'denied by policy', missing: ['shop/gone'] });
  expect(plain.policy).toBe('istio-system/istio_converted_static_strict');
  expect(decideInbound({ policies: [strict] }, selected, { principal: front }).decision).toBe('allow');
  expect(decideInbound({ policies: [strict] }, web, { principal: 'none' }).decision).toBe('allow');
  expect(convertedPeerAuthentication(strict)).toBe('any');
  expect(
    convertedPeerAuthentication({ ...strict, namespace: 'shop', name: 'converted_peer_authentication_web' }),
  ).toEqual({ namespace: 'shop', name: 'web' });
});

test('policies of the mesh and of the namespace apply, those of other namespaces do not', () => {
  const all = [[[]]];
  const mesh = { ...policy('mesh', 'Deny', all), namespace: '', scope: 'Global' };
  const other = { ...policy('other', 'Deny', all), namespace: 'pay' };
  expect(decide([mesh]).policy).toBe('/mesh');
  expect(decide([other]).decision).toBe('allow');
});

test('policies on trial enforce nothing', () => {
  const trial = { ...policy('trial', 'Deny', [[[]]]), isDryRun: true };
  const narrow = { ...policy('narrow', 'Allow', []), isDryRun: true };
  expect(decide([trial, narrow])).toMatchObject({ decision: 'allow', dryRunDenials: ['shop/trial', 'shop/narrow'] });
});

test('policies with HTTP rules that ztunnel cannot enforce', () => {
  const denied = decide([policy('get', 'Allow', [])]);
  const condition = { condition: 'L7_POLICY_WITHOUT_WAYPOINT', policy: 'shop/get' };
  expect(policyConditions(denied, () => true)).toEqual([{ ...condition, isCertain: true }]);
  expect(policyConditions(denied, () => 'unknown')).toEqual([{ ...condition, isCertain: false }]);
  expect(policyConditions(denied, () => false)).toEqual([]);
  expect(policyConditions(decide([policy('post', 'Deny', [[[{}]]])]), () => 'unknown')).toEqual([
    { condition: 'L7_DENY_NOT_ENFORCED', policy: 'shop/post', isCertain: true },
  ]);
});

test('ztunnel checks what it takes in itself', () => {
  expect(isCheckedByZtunnel(web)).toBe(true);
  expect(isCheckedByZtunnel({ ...web, protocol: 'TCP' })).toBe(false);
  expect(isCheckedByZtunnel({ ...web, hasNativeTunnel: true })).toBe(false);
});
