import { describe, expect, test } from 'vitest';
import type { AuthenticationPolicy, PeerAuthentication } from '../../../src/model/facets.js';
import { serverMode } from '../../../src/model/lookup/server-mutual-tls.js';
import {
  authenticationPolicy,
  container,
  labels,
  peerAuthentication,
  podSpec,
  servicePort,
  serviceSpec,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const rootNamespace = 'istio-system';

function modeWith(...peerAuthentications: PeerAuthentication[]) {
  return serverMode(podSpec(), serviceSpec(), servicePort({ port: 80, targetPort: 8080 }), {
    peerAuthentications,
    rootNamespace,
    mesh: mesh(),
  }).mode;
}

const selector = labels({ app: 'cart' });
const ofMesh = peerAuthentication({ namespace: rootNamespace, spec: { mode: 'STRICT' } });

test('permissive unless a policy says otherwise', () => {
  expect(modeWith()).toBe('PERMISSIVE');
  expect(modeWith(peerAuthentication({ namespace: 'other' }))).toBe('PERMISSIVE');
});

test('a pod without a proxy takes plain text only', () => {
  const pod = podSpec({ containers: [container()] });
  expect(
    serverMode(pod, serviceSpec(), servicePort(), { peerAuthentications: [ofMesh], rootNamespace, mesh: mesh() }).mode,
  ).toBe('DISABLE');
});

test('port before workload before namespace before mesh; UNSET inherits', () => {
  const inNamespace = peerAuthentication({ spec: { mode: 'DISABLE' } });
  expect(modeWith(ofMesh)).toBe('STRICT');
  expect(modeWith(ofMesh, inNamespace)).toBe('DISABLE');
  expect(modeWith(ofMesh, peerAuthentication({ spec: { mode: 'UNSET' } }))).toBe('STRICT');
  expect(modeWith(inNamespace, peerAuthentication({ spec: { selector, mode: 'STRICT' } }))).toBe('STRICT');
  const byPort = peerAuthentication({ spec: { selector, mode: 'STRICT', portModes: new Map([[8080, 'PERMISSIVE']]) } });
  expect(modeWith(inNamespace, byPort)).toBe('PERMISSIVE');
});

test('only the oldest of two policies for one workload counts, whatever it leaves unset', () => {
  const older = peerAuthentication({ created: '2026-01-01T00:00:00Z', spec: { selector, mode: 'UNSET' } });
  const younger = peerAuthentication({ created: '2026-02-01T00:00:00Z', spec: { selector, mode: 'DISABLE' } });
  expect(modeWith(younger, older, ofMesh)).toBe('STRICT');
});

describe('Policy and MeshPolicy', () => {
  const old = mesh({ controlPlaneVersions: ['1.0.5'] });
  const port = servicePort({ name: 'http', port: 80, targetPort: 8080 });
  const meshPolicy = authenticationPolicy({ kind: 'MeshPolicy', namespace: '', spec: { mode: 'STRICT' } });
  const inNamespace = authenticationPolicy({ spec: { mode: 'PERMISSIVE' } });

  function olderModeWith(...authenticationPolicies: AuthenticationPolicy[]) {
    return serverMode(podSpec(), serviceSpec(), port, { authenticationPolicies, rootNamespace, mesh: old }).mode;
  }

  function targeting(
    mode: AuthenticationPolicy['spec']['mode'],
    ports: readonly (number | string)[] = [],
    name = 'cart',
  ): AuthenticationPolicy {
    return authenticationPolicy({ name: `${name}-${mode}`, spec: { mode, targets: [{ name, ports }] } });
  }

  test('plain text unless a policy says otherwise', () => {
    expect(olderModeWith()).toBe('DISABLE');
    expect(olderModeWith(authenticationPolicy({ namespace: 'other' }))).toBe('DISABLE');
    expect(olderModeWith(meshPolicy)).toBe('STRICT');
  });

  test('port before service before namespace before mesh', () => {
    const forService = targeting('DISABLE');
    expect(olderModeWith(meshPolicy, inNamespace)).toBe('PERMISSIVE');
    expect(olderModeWith(meshPolicy, inNamespace, forService)).toBe('DISABLE');
    expect(olderModeWith(meshPolicy, inNamespace, forService, targeting('STRICT', [80]))).toBe('STRICT');
  });

  test('a target names ports of the service by number or name', () => {
    expect(olderModeWith(inNamespace, targeting('STRICT', ['http']))).toBe('STRICT');
    expect(olderModeWith(inNamespace, targeting('STRICT', [8080, 'grpc']))).toBe('PERMISSIVE');
  });

  test('a target of another service, or in another namespace, says nothing', () => {
    expect(olderModeWith(inNamespace, targeting('STRICT', [], 'web'))).toBe('PERMISSIVE');
    expect(olderModeWith(inNamespace, { ...targeting('STRICT'), namespace: 'other' })).toBe('PERMISSIVE');
  });

  test('for a namespace or the mesh only policies called default count', () => {
    expect(olderModeWith({ ...inNamespace, name: 'other' })).toBe('DISABLE');
    expect(olderModeWith({ ...meshPolicy, name: 'other' })).toBe('DISABLE');
  });

  test('a pod without a proxy takes plain text only', () => {
    const pod = podSpec({ containers: [container()] });
    const policies = { authenticationPolicies: [meshPolicy], rootNamespace, mesh: old };
    expect(serverMode(pod, serviceSpec(), port, policies)).toEqual({ mode: 'DISABLE' });
  });

  test('the policy that decides is named, a default is nobody’s', () => {
    const given = { authenticationPolicies: [inNamespace], rootNamespace, mesh: old };
    expect(serverMode(podSpec(), serviceSpec(), port, given)).toEqual({
      mode: 'PERMISSIVE',
      source: inNamespace.source,
      policy: inNamespace,
    });
    expect(serverMode(podSpec(), serviceSpec(), port, { rootNamespace, mesh: old })).toEqual({ mode: 'DISABLE' });
  });

  test('where PeerAuthentications were read they decide, unless there are none and a policy is there (Istio 1.5)', () => {
    const older = { authenticationPolicies: [inNamespace], rootNamespace, mesh: old };
    expect(serverMode(podSpec(), serviceSpec(), port, { ...older, peerAuthentications: [ofMesh] }).mode).toBe('STRICT');
    expect(serverMode(podSpec(), serviceSpec(), port, { ...older, peerAuthentications: [] }).source).toBe(
      inNamespace.source,
    );
  });
});
