import { expect, test } from 'vitest';
import { isBefore, istioMinor, oldestMinor } from '../../../src/model/lookup/istio-version.js';
import { mesh } from '../../helpers/facets/mesh.js';

test('the minor number of a version', () => {
  expect(istioMinor('1.27.3')).toBe(27);
  expect(istioMinor('1.5-alpha.4aaf2b7')).toBe(5);
  expect(istioMinor('2.0.1')).toBeUndefined();
  expect(istioMinor('unknown')).toBeUndefined();
});

test('the oldest control plane', () => {
  expect(oldestMinor(mesh({ controlPlaneVersions: ['1.27.3', '1.9.0', 'dev'] }))).toBe(9);
  expect(oldestMinor(mesh({ controlPlaneVersions: [] }))).toBeUndefined();
});

test('a mesh is older than a minor version when none of its control planes has it', () => {
  expect(isBefore(11, mesh({ controlPlaneVersions: ['1.10.6', '1.9.0'] }))).toBe(true);
  expect(isBefore(11, mesh({ controlPlaneVersions: ['1.11.0', '1.9.0'] }))).toBe(false);
  expect(isBefore(11, mesh({ controlPlaneVersions: ['dev'] }))).toBe(false);
});
