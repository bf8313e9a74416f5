import { expect, test } from 'vitest';
import { compareVersions, istioImageVersion } from '../../../src/model/lookup/image-version.js';

test.each([
  ['docker.io/istio/pilot:1.27.3', '1.27.3'],
  ['registry.example.com:5000/istio/proxyv2:1.27.3-distroless', '1.27.3'],
  ['gcr.io/gke-release/asm/proxyv2:1.18.5-asm.3', '1.18.5'],
  ['rancher/mirrored-istio-pilot:v1.20.1', '1.20.1'],
  ['istio/pilot:1.30-alpha.bd8b', '1.30-alpha.bd8b'],
  ['docker.io/istio/proxyv2:1.0.9@sha256:aa', '1.0.9'],
  ['docker.io/istio/pilot@sha256:aa', undefined],
  ['docker.io/istio/pilot:latest', undefined],
  ['registry.example.com/shop/pilots:2.4.1', undefined],
  ['pilot', undefined],
])('%s is %s', (image, version) => {
  expect(istioImageVersion(image)).toBe(version);
});

test('versions are ordered by their numbers, a release after its candidates', () => {
  const versions = ['1.9.0', '1.27.3', '1.10.1', '1.30.0', '1.30.0-rc.1', '1.27'];
  expect(versions.sort(compareVersions)).toEqual(['1.9.0', '1.10.1', '1.27', '1.27.3', '1.30.0-rc.1', '1.30.0']);
});
