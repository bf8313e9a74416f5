import { expect, test } from 'vitest';
import { runChecks } from '../../src/analysis/run-checks.js';
import { type AnyCheck, type Check, defineCheck, type Finding } from '../../src/checks/check.js';
import type { FacetName, MeshModel } from '../../src/model/facets.js';
import { testNow } from '../helpers/check.js';
import { mesh } from '../helpers/facets/mesh.js';
import { podDns } from '../helpers/facets/network.js';

const meta = {
  id: 'dns/example',
  title: 'An example',
  severity: 'warning',
  why: 'Because.',
  fix: [{ text: 'Fix {workload}.', command: 'kubectl get pod {workload} -n {namespace}' }],
} as const;

function modelWith(facets: Partial<MeshModel>): MeshModel {
  return new Proxy(facets, {
    get: (target, name) => target[name as FacetName] ?? { state: 'absent', because: `no ${String(name)}` },
  }) as MeshModel;
}

const dnsModel = modelWith({
  podDns: { state: 'present', value: [podDns(), podDns({ workload: 'reviews' })], coverage: { seen: 2, expected: 5 } },
});

function finding(workload: string, changes: Partial<Finding<'bad'>> = {}): Finding<'bad'> {
  return {
    messageId: 'bad',
    args: { workload },
    subject: { kind: 'Workload', namespace: 'shop', name: workload },
    evidence: [{ path: 'a.txt', line: 1 }],
    ...changes,
  };
}

function checkThat(run: () => Iterable<Finding<'bad'>>, extra: Partial<Check<'podDns', never, 'bad'>> = {}): AnyCheck {
  return defineCheck({
    meta,
    requires: ['podDns'],
    messages: { bad: '{workload} is bad' },
    run,
    ...extra,
  });
}

function result(check: AnyCheck, model = dnsModel) {
  return runChecks([check], model, { now: testNow })[0];
}

test('an absent facet makes the check inconclusive without running it', () => {
  const check = checkThat(() => {
    throw new Error('must not run');
  });
  expect(result(check, modelWith({}))).toMatchObject({ outcome: 'inconclusive', because: 'no podDns', findings: [] });
});

test('no finding is a pass, one is a fail, and both carry the coverage of the first facet', () => {
  expect(result(checkThat(() => []))).toMatchObject({ outcome: 'pass', coverage: { seen: 2, expected: 5 } });
  expect(result(checkThat(() => [finding('cart')]))).toMatchObject({
    outcome: 'fail',
    coverage: { seen: 2, expected: 5 },
    category: 'dns',
  });
});

test('a check that left something open is inconclusive, unless it found something', () => {
  const open = (findings: Finding<'bad'>[]) =>
    checkThat(() => [], {
      run(_, { undecided }) {
        undecided('other namespaces were not gathered');
        return findings;
      },
    });
  expect(result(open([]))).toMatchObject({
    outcome: 'inconclusive',
    because: 'other namespaces were not gathered',
    findings: [],
  });
  expect(result(open([finding('cart')]))).toMatchObject({ outcome: 'fail' });
});

test('a check that throws loses only its own result', () => {
  const broken = checkThat(() => {
    throw new Error('boom');
  });
  const outcomes = runChecks([broken, checkThat(() => [])], dnsModel, { now: testNow });
  expect(outcomes.map(({ outcome, because }) => [outcome, because])).toEqual([
    ['error', 'boom'],
    ['pass', undefined],
  ]);
});

test('a check that does not apply gives its reason', () => {
  expect(result(checkThat(() => [finding('cart')], { applies: () => 'Istio 1.0 only' }))).toMatchObject({
    outcome: 'notApplicable',
    because: 'Istio 1.0 only',
    findings: [],
  });
});

test('a check of another era does not apply, even where its input is missing', () => {
  const check = checkThat(() => [], { era: () => 'ended with Istio 1.5' });
  const present = { state: 'present', value: mesh(), coverage: { seen: 1 } } as const;
  expect(result(check, modelWith({ mesh: present }))).toMatchObject({
    outcome: 'notApplicable',
    because: 'ended with Istio 1.5',
  });
});

test('a check is handed the facets that it declared and no others', () => {
  const names: string[] = [];
  const check = defineCheck({
    meta,
    requires: ['podDns'],
    uses: ['services'],
    messages: { bad: '' },
    run(facets) {
      names.push(...Object.keys(facets));
      return [];
    },
  });
  result(
    check,
    modelWith({
      ...dnsModel,
      podDns: dnsModel.podDns,
      services: { state: 'present', value: [], coverage: { seen: 0 } },
      pods: { state: 'present', value: [], coverage: { seen: 0 } },
    }),
  );
  expect(names).toEqual(['podDns', 'services']);
});

test('findings of one identity become one, with all their evidence counted and twenty pieces kept', () => {
  const rows = Array.from({ length: 30 }, (_, index) =>
    finding('cart', {
      evidence: [{ path: 'a.txt', line: index + 1 }],
      ...(index === 7 && { severity: 'error' as const }),
    }),
  );
  const found = result(checkThat(() => rows))?.findings;
  expect(found).toHaveLength(1);
  expect(found?.[0]).toMatchObject({ title: 'cart is bad', severity: 'error', evidenceTotal: 30 });
  expect(found?.[0]?.evidence).toHaveLength(20);
});

test('only the args that a check names tell two findings about one subject apart', () => {
  const byPort = (port: number) => finding('cart', { args: { workload: 'cart', port } });
  expect(result(checkThat(() => [byPort(80), byPort(443)], { identity: ['port'] }))?.findings).toHaveLength(2);
  expect(result(checkThat(() => [byPort(80), byPort(443)]))?.findings).toHaveLength(1);
});

test('a command to copy carries plain names only', () => {
  const commands = ['cart', '$(reboot)', '-rf'].map(
    (workload) => result(checkThat(() => [finding(workload)]))?.findings[0]?.remediation[0]?.command,
  );
  expect(commands).toEqual([
    'kubectl get pod cart -n shop',
    'kubectl get pod <workload> -n shop',
    'kubectl get pod <workload> -n shop',
  ]);
});
