import { expect, test } from 'vitest';
import { causesOf } from '../../src/analysis/causes.js';
import type { CheckResult, ReportedFinding } from '../../src/analysis/result.js';
import type { Facets, MeshModel } from '../../src/model/facets.js';
import { mesh } from '../helpers/facets/mesh.js';

function finding(fingerprint: string, check: string, facts: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    fingerprint,
    check,
    severity: 'high',
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
