import { expect, test } from 'vitest';
import { causesOf } from '../../src/analysis/causes.js';
import type { CheckResult, ReportedFinding } from '../../src/analysis/result.js';
import type { Facets, MeshModel } from '../../src/model/facets.js';
import { mesh } from '../helpers/facets/mesh.js';

function finding(fingerprint: string, check: string, facts: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    fingerprint,
    check,
    messageId: 'any',
    severity: 'error',
    title: check,
    subject: { kind: 'Workload', namespace: 'shop', name: 'cart' },
    args: {},
    ...facts,
  } as ReportedFinding;
}

function foldedOf(findings: readonly ReportedFinding[], facets: Partial<Facets> = {}) {
  const model = new Proxy({} as MeshModel, {
    get: (_, name) => {
      const value = facets[name as keyof Facets];
      return value === undefined ? { state: 'absent', because: 'not in the bundle' } : { state: 'present', value };
    },
  });
  return causesOf([{ findings }] as unknown as CheckResult[], model);
}

const node = finding('n', 'nodes/not-ready', { subject: { kind: 'Node', name: 'worker-1' } });

test('a symptom on the node that is not ready is folded, one on another node is not', () => {
  const here = finding('a', 'pods/not-ready', { args: { node: 'worker-1' } });
  const elsewhere = finding('b', 'pods/not-ready', { args: { node: 'worker-2' } });
  const { causes, checks } = foldedOf([here, elsewhere, node]);
  expect(causes).toMatchObject([{ finding: 'n', symptoms: ['a'] }]);
  expect(checks[0]?.findings.map(({ role }) => role)).toEqual(['symptom', undefined, 'cause']);
});

test('without a cause nothing changes', () => {
  const alone = finding('a', 'pods/not-ready', { args: { node: 'worker-1' } });
  expect(foldedOf([alone])).toEqual({ checks: [{ findings: [alone] }], causes: [] });
});

test('hosts of services end in the domain of the cluster', () => {
  const cause = finding('c', 'routing/unknown-host', { subject: { kind: 'Service', namespace: 'shop', name: 'cart' } });
  const symptom = finding('s', 'routing/missing-cluster', { args: { host: 'cart.shop.svc.corp.example' } });
  expect(foldedOf([cause, symptom], { mesh: mesh({ clusterDomain: 'corp.example' }) }).causes).toMatchObject([
    { finding: 'c', symptoms: ['s'] },
  ]);
  expect(foldedOf([cause, symptom]).causes).toEqual([]);
});

test('a rule may ask for one message of a check', () => {
  const cause = finding('c', 'certificates/expired');
  const refused = finding('s', 'traffic/response-flags', { messageId: 'tls-cert-expired-alert' });
  const overload = finding('o', 'traffic/response-flags', { messageId: 'al-uo' });
  expect(foldedOf([cause, refused, overload]).causes).toMatchObject([{ finding: 'c', symptoms: ['s'] }]);
});

test('what a proxy logs is folded under what is wrong with that proxy', () => {
  const cause = finding('c', 'proxies/rejected-configuration');
  const args = { namespace: 'shop', workload: 'cart' };
  const log = finding('s', 'logs/proxy', {
    messageId: 'nack-duplicate-address',
    subject: { kind: 'Mesh', name: 'mesh' },
    args,
  });
  const other = finding('o', 'logs/proxy', { ...log, fingerprint: 'o', args: { ...args, workload: 'reviews' } });
  expect(foldedOf([cause, log, other]).causes).toMatchObject([{ finding: 'c', symptoms: ['s'] }]);
});

test('only an outage of what the whole mesh depends on explains anything', () => {
  const lookup = finding('s', 'dns/lookup-failed');
  expect(foldedOf([finding('c', 'dns/server-unhealthy', { severity: 'warning' }), lookup]).causes).toEqual([]);
  expect(foldedOf([finding('c', 'dns/server-unhealthy'), lookup]).causes).toHaveLength(1);
});
