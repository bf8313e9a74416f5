import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { clusterz } from '../../src/parsers/clusterz.js';
import { parseText } from '../helpers/parse.js';

test("istiod's own cluster has no Secret; the status of the others is as printed", () => {
  const page = `[{"id":"east","secretName":"","syncStatus":"synced"},
    {"id":"west","secretName":"istio-system/istio-remote-secret-west","syncStatus":"timeout"}]`;
  expect(parseText(clusterz, page)).toEqual({
    artifact: {
      clusters: [
        { id: 'east', status: 'synced', pointer: '/0' },
        { id: 'west', secret: 'istio-system/istio-remote-secret-west', status: 'timeout', pointer: '/1' },
      ],
    },
    notes: [],
  });
});

test('no remote cluster, as Istio 1.11 to 1.18 print it', () => {
  expect(parseText(clusterz, 'null').artifact).toEqual({ clusters: [] });
  expect(parseText(clusterz, '[]').artifact).toEqual({ clusters: [] });
});

test('an element without a status is told, and the others stay', () => {
  const { artifact, notes } = parseText(clusterz, '[{"id":"east"},{"id":"west","syncStatus":"closed"}]');
  expect(artifact.clusters).toEqual([{ id: 'west', status: 'closed', pointer: '/1' }]);
  expect(notes).toEqual([{ code: 'item-dropped', path: 'entry', detail: '/0: no cluster with a status' }]);
});

test.each(['[{"proxy":"cart-1.shop"}]', '{"id":"east"}', 'nothing here'])('another page: %s', (text) => {
  expect(() => parseText(clusterz, text)).toThrow(Unusable);
});
