import { describe, expect, test } from 'vitest';
import {
  isAmbientNamespace,
  isInjectedNamespace,
  isIstioResource,
  isPodInMesh,
  isWorkloadInMesh,
} from '../../../src/model/lookup/in-mesh.js';
import { container, labels, namespace, podSpec, workload } from '../../helpers/facets/kubernetes.js';

const inject = 'sidecar.istio.io/inject';
const enabled = [namespace({ name: 'shop', labels: labels({ 'istio-injection': 'enabled' }) })];
const plain = [namespace({ name: 'shop', labels: labels() })];

describe('a pod is in the mesh', () => {
  const pod = (facts: Parameters<typeof podSpec>[0]) =>
    podSpec({ namespace: 'shop', labels: labels(), annotations: labels(), containers: [container()], ...facts });

  test('when it has the proxy, whatever its namespace says', () => {
    expect(isPodInMesh(pod({ containers: [container({ name: 'istio-proxy' })] }), plain)).toBe(true);
  });

  test('by its label, else its annotation, else its namespace', () => {
    expect(isPodInMesh(pod({ labels: labels({ [inject]: 'false' }) }), enabled)).toBe(false);
    expect(
      isPodInMesh(pod({ labels: labels({ [inject]: 'true' }), annotations: labels({ [inject]: 'false' }) }), plain),
    ).toBe(true);
    expect(isPodInMesh(pod({ annotations: labels({ [inject]: 'true' }) }), plain)).toBe(true);
    expect(isPodInMesh(pod({}), enabled)).toBe(true);
    expect(isPodInMesh(pod({}), plain)).toBe(false);
    expect(isPodInMesh(pod({}), undefined)).toBe(false);
  });
});

test('of a workload the template counts', () => {
  expect(isWorkloadInMesh(workload({ namespace: 'shop', podLabels: labels() }), enabled)).toBe(true);
  expect(isWorkloadInMesh(workload({ namespace: 'shop', podLabels: labels({ [inject]: 'false' }) }), enabled)).toBe(
    false,
  );
});

test('labels of namespaces', () => {
  const of = (pairs: Record<string, string>) => namespace({ labels: labels(pairs) });
  expect(isInjectedNamespace(of({ 'istio.io/rev': 'canary' }))).toBe(true);
  expect(isInjectedNamespace(of({ 'istio.io/rev': 'canary', 'istio-injection': 'disabled' }))).toBe(false);
  expect(isAmbientNamespace(of({ 'istio.io/dataplane-mode': 'ambient' }))).toBe(true);
  expect(isAmbientNamespace(of({ 'istio.io/dataplane-mode': 'ambient', 'istio.io/rev': 'canary' }))).toBe(false);
});

test('what belongs to Istio itself', () => {
  expect(isIstioResource(labels({ istio: 'pilot' }))).toBe(true);
  expect(isIstioResource(labels({ release: 'istio' }))).toBe(true);
  expect(isIstioResource(labels({ app: 'istio' }))).toBe(false);
});
