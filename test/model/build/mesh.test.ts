import { expect, test } from 'vitest';
import { buildMesh } from '../../../src/model/build/mesh.js';
import type { MeshFacts } from '../../../src/model/facets.js';
import { buildContext, stored } from '../../helpers/build.js';
import { container, labels, namespace, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { podDns } from '../../helpers/facets/network.js';
import { controlPlaneVersion, proxyVersion } from '../../helpers/facets/sync.js';

function meshOf(given: Parameters<typeof buildContext>[0]): MeshFacts {
  const facet = buildMesh(buildContext(given));
  if (facet.state === 'absent') throw new Error(facet.because);
  return facet.value;
}

test('an empty bundle has the defaults of Istio and nothing else', () => {
  expect(meshOf({})).toEqual({
    controlPlaneVersions: [],
    proxyVersions: [],
    revisions: [],
    clusterDomain: 'cluster.local',
    istioNamespaces: ['istio-system'],
    dataPlane: [],
  });
});

test('versions once each, the newest first', () => {
  const { controlPlaneVersions, proxyVersions } = meshOf({
    facets: {
      controlPlaneVersions: [controlPlaneVersion({ version: '1.9.1' }), controlPlaneVersion({ version: '1.10.0' })],
      proxyVersions: [proxyVersion(), proxyVersion()],
    },
  });
  expect(controlPlaneVersions).toEqual(['1.10.0', '1.9.1']);
  expect(proxyVersions).toEqual(['1.27.3']);
});

test('revisions from labels of namespaces and pods, and from the control plane', () => {
  const { revisions } = meshOf({
    facets: {
      controlPlaneVersions: [controlPlaneVersion({ revision: 'canary' })],
      namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'stable' }) }), namespace()],
      podSpecs: [podSpec({ labels: labels({ 'istio.io/rev': 'canary' }) })],
    },
  });
  expect(revisions).toEqual(['canary', 'stable']);
});

test('the domain of the cluster is the one that most pods search', () => {
  const corp = podDns({ search: ['shop.svc.corp.internal', 'svc.corp.internal', 'corp.internal'] });
  expect(meshOf({ facets: { podDns: [podDns(), corp, corp] } }).clusterDomain).toBe('corp.internal');
  expect(meshOf({ facets: { podDns: [podDns({ search: ['ec2.internal'] })] } }).clusterDomain).toBe('cluster.local');
});

test('the domain of the cluster is the one that istiod is started with, when no pod and no proxy tells', () => {
  const started = (name: string, args: string[]) =>
    meshOf({ facets: { podSpecs: [podSpec({ containers: [container({ name, args })] })] } }).clusterDomain;
  expect(started('discovery', ['discovery', '--domain', 'corp.internal'])).toBe('corp.internal');
  expect(started('discovery', ['discovery', '--domain=corp.internal'])).toBe('corp.internal');
  expect(started('istio-proxy', ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.corp.internal'])).toBe(
    'corp.internal',
  );
  expect(started('app', ['--domain', 'example.com'])).toBe('cluster.local');
});

test('namespaces of the control plane: where istiod runs, where its lists come from', () => {
  const istiod = pod({ namespace: 'mesh', name: 'istiod-1', workload: 'istiod-canary' });
  expect(meshOf({ facets: { pods: [istiod, pod()] } }).istioNamespaces).toEqual(['mesh']);
  const list = stored('istiod/cp/istiod-1/syncz.json', { proxies: [] }, { namespace: 'cp', pod: 'istiod-1' });
  expect(meshOf({ artifacts: { syncz: [list] } }).istioNamespaces).toEqual(['cp']);
});

test('the data plane: sidecars beside applications, ambient by its node proxy or by labels', () => {
  const ztunnel = podSpec({ labels: labels({ app: 'ztunnel' }), containers: [container({ name: 'istio-proxy' })] });
  expect(meshOf({ facets: { podSpecs: [podSpec()] } }).dataPlane).toEqual(['sidecar']);
  expect(meshOf({ facets: { podSpecs: [ztunnel] } }).dataPlane).toEqual(['ambient']);
  const ambient = namespace({ labels: labels({ 'istio.io/dataplane-mode': 'ambient' }) });
  expect(meshOf({ facets: { podSpecs: [podSpec()], namespaces: [ambient] } }).dataPlane).toEqual([
    'sidecar',
    'ambient',
  ]);
});

test('the trust domain: from the setting, else from the names in certificates', () => {
  const certificate = {
    subject: '',
    issuer: 'O=cluster.local',
    serial: '1',
    notBefore: '2026-03-04T00:00:00Z',
    notAfter: '2026-03-05T00:00:00Z',
    names: ['URI:spiffe://corp.example/ns/shop/sa/cart'],
    source: { path: 'certs.json' },
  };
  const held = {
    pod: { namespace: 'shop', name: 'cart-6f5b' },
    workload: 'cart',
    source: { path: 'certs.json' },
    chain: [certificate],
    authorities: [],
  };
  expect(meshOf({ facets: { workloadCertificates: [held] } }).trustDomain).toBe('corp.example');
});
