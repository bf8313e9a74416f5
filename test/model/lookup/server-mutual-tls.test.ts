import { expect, test } from 'vitest';
import type { PeerAuthentication } from '../../../src/model/facets.js';
import { serverMode } from '../../../src/model/lookup/server-mutual-tls.js';
import {
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
