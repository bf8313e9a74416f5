import { describe, expect, test } from 'vitest';
import { buildControlPlaneVersions, buildProxyVersions, buildVersions } from '../../../src/model/build/versions.js';
import { buildContext, stored } from '../../helpers/build.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';

const report = stored('meta/istioctl-version.json', {
  client: { version: '1.28.0' },
  controlPlane: [{ component: 'pilot', revision: 'default', version: '1.27.3', line: 4 }],
  dataPlane: [{ version: '1.26.2', count: 3 }],
});

function istiod(image: string, revision?: string) {
  return podSpec({
    namespace: 'istio-system',
    name: 'istiod-7d4f',
    workload: 'istiod',
    labels: labels(revision === undefined ? {} : { 'istio.io/rev': revision }),
    containers: [container({ name: 'discovery', image })],
  });
}

test('versions: what istioctl reports, with its place', () => {
  expect(buildVersions(buildContext({ artifacts: { 'istio-versions': [report] } }))).toMatchObject({
    value: {
      istioctl: { version: '1.28.0', source: { path: 'meta/istioctl-version.json' } },
      controlPlane: [{ component: 'pilot', version: '1.27.3', source: { line: 4 } }],
      dataPlane: [{ version: '1.26.2', count: 3 }],
    },
  });
  const kubectl = stored('meta/kubectl-version.json', { server: '1.31.2' });
  expect(buildVersions(buildContext({ artifacts: { 'kubectl-version': [kubectl] } }))).toMatchObject({
    value: {
      controlPlane: [],
      kubernetes: { version: '1.31.2', source: { path: 'meta/kubectl-version.json' } },
    },
  });
  expect(buildVersions(buildContext({}))).toMatchObject({ state: 'absent' });
});

describe('controlPlaneVersions', () => {
  test('from the images of istiod, with the revision of the pod, and from istioctl', () => {
    const versions = buildVersions(buildContext({ artifacts: { 'istio-versions': [report] } }));
    if (versions.state === 'absent') throw new Error(versions.because);
    const context = buildContext({
      facets: {
        podSpecs: [istiod('docker.io/istio/pilot:1.27.3-distroless', 'canary'), podSpec()],
        versions: versions.value,
      },
    });
    expect(buildControlPlaneVersions(context)).toMatchObject({
      value: [
        {
          version: '1.27.3',
          component: 'pilot',
          revision: 'canary',
          pod: { namespace: 'istio-system', name: 'istiod-7d4f' },
          source: { field: 'spec.containers[discovery].image' },
        },
        { version: '1.27.3', component: 'pilot', revision: 'default' },
      ],
    });
  });

  test('an image under another name names no version', () => {
    const context = buildContext({ facets: { podSpecs: [istiod('registry.example.com/mesh/control:2.1.0')] } });
    expect(buildControlPlaneVersions(context)).toMatchObject({ state: 'absent' });
  });
});

describe('proxyVersions', () => {
  const listed = {
    id: 'cart-6f5b.shop',
    controlPlane: 'istiod-7d4f',
    istioVersion: '1.26.2',
    types: new Map(),
    line: 2,
    excerpt: 'cart-6f5b.shop … 1.26.2',
  };
  const list = stored('istioctl/proxy-status.txt', { form: 'table' as const, proxies: [listed] });

  test('a list of the control plane is nearer to the proxy than its image', () => {
    const context = buildContext({ artifacts: { 'proxy-status': [list] }, facets: { podSpecs: [podSpec()] } });
    expect(buildProxyVersions(context)).toMatchObject({
      value: [
        {
          pod: { namespace: 'shop', name: 'cart-6f5b' },
          workload: 'cart',
          version: '1.26.2',
          controlPlane: 'istiod-7d4f',
          source: { path: 'istioctl/proxy-status.txt', line: 2 },
        },
      ],
    });
  });

  test('the image, where nothing else tells', () => {
    expect(buildProxyVersions(buildContext({ facets: { podSpecs: [podSpec()] } }))).toMatchObject({
      value: [{ version: '1.27.3', source: { field: 'spec.containers[istio-proxy].image' } }],
    });
  });

  test('no proxy', () => {
    expect(buildProxyVersions(buildContext({}))).toMatchObject({ state: 'absent' });
  });
});
