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

const rootNamespace = 'istio-system';

function modeWith(...peerAuthentications: PeerAuthentication[]) {
  return serverMode(podSpec(), serviceSpec(), servicePort({ port: 80, targetPort: 8080 }), {
    peerAuthentications,
    rootNamespace,
  }).mode;
}

const selector = labels({ app: 'cart' });
const mesh = peerAuthentication({ namespace: rootNamespace, spec: { mode: 'STRICT' } });

test('permissive unless a policy says otherwise', () => {
  expect(modeWith()).toBe('PERMISSIVE');
  expect(modeWith(peerAuthentication({ namespace: 'other' }))).toBe('PERMISSIVE');
});

test('a pod without a proxy takes plain text only', () => {
  const pod = podSpec({ containers: [container()] });
  expect(serverMode(pod, serviceSpec(), servicePort(), { peerAuthentications: [mesh], rootNamespace }).mode).toBe(
    'DISABLE',
  );
});

test('port before workload before namespace before mesh; UNSET inherits', () => {
  const inNamespace = peerAuthentication({ spec: { mode: 'DISABLE' } });
  expect(modeWith(mesh)).toBe('STRICT');
  expect(modeWith(mesh, inNamespace)).toBe('DISABLE');
  expect(modeWith(mesh, peerAuthentication({ spec: { mode: 'UNSET' } }))).toBe('STRICT');
  expect(modeWith(inNamespace, peerAuthentication({ spec: { selector, mode: 'STRICT' } }))).toBe('STRICT');
  const byPort = peerAuthentication({ spec: { selector, mode: 'STRICT', portModes: new Map([[8080, 'PERMISSIVE']]) } });
  expect(modeWith(inNamespace, byPort)).toBe('PERMISSIVE');
});

test('only the oldest of two policies for one workload counts, whatever it leaves unset', () => {
  const older = peerAuthentication({ created: '2026-01-01T00:00:00Z', spec: { selector, mode: 'UNSET' } });
  const younger = peerAuthentication({ created: '2026-02-01T00:00:00Z', spec: { selector, mode: 'DISABLE' } });
  expect(modeWith(younger, older, mesh)).toBe('STRICT');
});

describe('Policy and MeshPolicy', () => {
  const port = servicePort({ name: 'http', port: 80, targetPort: 8080 });
  const meshPolicy = authenticationPolicy({ kind: 'MeshPolicy', namespace: '', spec: { mode: 'STRICT' } });
  const inNamespace = authenticationPolicy({ spec: { mode: 'PERMISSIVE' } });

  function olderModeWith(...authenticationPolicies: AuthenticationPolicy[]) {
    return serverMode(podSpec(), serviceSpec(), port, { authenticationPolicies, rootNamespace }).mode;
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
    const policies = { authenticationPolicies: [meshPolicy], rootNamespace };
    expect(serverMode(pod, serviceSpec(), port, policies)).toEqual({ mode: 'DISABLE' });
  });

  test('the policy that decides is named, a default is nobody’s', () => {
    const given = { authenticationPolicies: [inNamespace], rootNamespace };
    expect(serverMode(podSpec(), serviceSpec(), port, given)).toEqual({
      mode: 'PERMISSIVE',
      source: inNamespace.source,
    });
    expect(serverMode(podSpec(), serviceSpec(), port, { rootNamespace })).toEqual({ mode: 'DISABLE' });
  });

  test('where PeerAuthentications were read they decide, unless there are none and a policy is there (Istio 1.5)', () => {
    const older = { authenticationPolicies: [inNamespace], rootNamespace };
    expect(serverMode(podSpec(), serviceSpec(), port, { ...older, peerAuthentications: [mesh] }).mode).toBe('STRICT');
    expect(serverMode(podSpec(), serviceSpec(), port, { ...older, peerAuthentications: [] }).source).toBe(
      inNamespace.source,
    );
  });
});
