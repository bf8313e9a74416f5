import { expect, test } from 'vitest';
import { coverageLedger } from '../../src/analysis/coverage.js';
import { defineCheck } from '../../src/checks/check.js';
import { facetInfo } from '../../src/model/facet-info.js';
import type { FacetName, MeshModel } from '../../src/model/facets.js';
import { mesh } from '../helpers/facets/mesh.js';
import { podDns } from '../helpers/facets/network.js';

const nothingElse = { unusable: [], notRead: { recognised: [], unknown: [] } };

function modelWith(facets: Partial<MeshModel>): MeshModel {
  return new Proxy(facets, {
    get: (target, name) => target[name as FacetName] ?? { state: 'absent', because: `no ${String(name)}` },
  }) as MeshModel;
}

function check(id: string, requires: readonly [FacetName, ...FacetName[]], uses: readonly FacetName[] = []) {
  const meta = { id, title: id, severity: 'info', why: 'Because.', fix: [{ text: 'Fix it.' }] } as const;
  return defineCheck({ meta, requires, uses, messages: { bad: 'bad' }, *run() {} });
}

const model = modelWith({
  mesh: { state: 'present', value: mesh(), coverage: { seen: 1 } },
  podDns: { state: 'present', value: [podDns()], coverage: { seen: 1, expected: 4 } },
  networkPolicies: { state: 'present', value: [], coverage: { seen: 0 } },
});

test('what was read, how much of it, and what was empty; in the order of the facets', () => {
  expect(coverageLedger(model, [], nothingElse).read).toEqual([
    { what: 'mesh', title: facetInfo.mesh.title, seen: 1, empty: false },
    { what: 'networkPolicies', title: facetInfo.networkPolicies.title, seen: 0, empty: true },
    { what: 'podDns', title: facetInfo.podDns.title, seen: 1, expected: 4, empty: false },
  ]);
});

test('every facet of a cluster is either read or absent', () => {
  const { read, absent } = coverageLedger(model, [], nothingElse);
  const facets = Object.keys(facetInfo).filter((name) => name !== 'clusters');
  expect([...read, ...absent].map(({ what }) => what).sort()).toEqual(facets.sort());
});

test('an absent facet, the checks that cannot do without it, and the command that supplies it', () => {
  const checks = [
    check('dns/second', ['nodes', 'podDns']),
    check('dns/first', ['podDns', 'nodes']),
    check('dns/third', ['podDns'], ['nodes']),
  ];
  const { absent } = coverageLedger(model, checks, nothingElse);
  expect(absent.find(({ what }) => what === 'nodes')).toEqual({
    what: 'nodes',
    title: 'nodes',
    because: 'no nodes',
    blocks: ['dns/first', 'dns/second'],
    capture: 'kubectl get nodes -o wide',
  });
  expect(absent.find(({ what }) => what === 'services')?.blocks).toEqual([]);
  expect(absent.map(({ what }) => what)).not.toContain('podDns');
});

test('entries that could not be used are sorted by path; the list that is given stays as it is', () => {
  const unusable = [
    { path: 'b.txt', reason: 'the file is empty' },
    { path: 'a.txt', reason: 'Forbidden' },
  ];
  expect(coverageLedger(model, [], { ...nothingElse, unusable }).unusable.map(({ path }) => path)).toEqual([
    'a.txt',
    'b.txt',
  ]);
  expect(unusable[0]?.path).toBe('b.txt');
});

test('of unknown entries 50 are named, and all are counted', () => {
  const unknown = Array.from({ length: 51 }, (_, index) => `notes-${100 - index}.txt`);
  const { notRead } = coverageLedger(model, [], { unusable: [], notRead: { recognised: ['known.bin'], unknown } });
  expect(notRead).toMatchObject({ recognised: 1, unknown: 51 });
  expect(notRead.examples).toHaveLength(50);
  expect(notRead.examples[0]).toBe('notes-100.txt');
  expect(notRead.examples).not.toContain('known.bin');
});

function ledgerOf(redacted?: readonly { path: string; values: number }[]) {
  const value = { interrupted: false, failures: [], source: { path: 'meta/manifest.ndjson', line: 1 } };
  const capture = { ...value, ...(redacted !== undefined && { redacted }) };
  return coverageLedger(
    modelWith({ ...model, capture: { state: 'present', value: capture, coverage: { seen: 1 } } }),
    [],
    nothingElse,
  );
}

test('what the capture took out, and of which entries', () => {
  const redacted = [
    { path: 'proxies/shop/cart/istio-proxy.log', values: 3 },
    { path: 'cluster/configmaps.istio.json', values: 1 },
  ];
  expect(ledgerOf(redacted).redacted).toEqual({
    values: 4,
    entries: 2,
    examples: ['cluster/configmaps.istio.json', 'proxies/shop/cart/istio-proxy.log'],
  });
  expect(ledgerOf([]).redacted).toEqual({ values: 0, entries: 0, examples: [] });
});

test('a record that does not speak of redaction does not say that there was none', () => {
  expect(ledgerOf()).not.toHaveProperty('redacted');
  expect(coverageLedger(model, [], nothingElse)).not.toHaveProperty('redacted');
});
