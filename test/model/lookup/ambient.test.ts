import { expect, test } from 'vitest';
import { mayBeAmbient } from '../../../src/model/lookup/ambient.js';
import { mesh } from '../../helpers/facets/mesh.js';

test('only a mesh that is known to have sidecars alone is not asked', () => {
  expect(mayBeAmbient(mesh({ dataPlane: ['sidecar', 'ambient'] }))).toBe(true);
  expect(mayBeAmbient(mesh({ dataPlane: [] }))).toBe(true);
  expect(mayBeAmbient(mesh({ dataPlane: ['sidecar'] }))).toBe('the mesh has no ambient workloads');
});
