import { expect, test } from 'vitest';
import { meshConfig } from '../../src/parsers/mesh-config.js';
import { parseText } from '../helpers/parse.js';

test('settings as stated, without defaults', () => {
  const page = {
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    outboundTrafficPolicy: {},
    defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012' },
  };
  expect(parseText(meshConfig, JSON.stringify(page)).artifact).toEqual({
    trustDomainAliases: [],
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    discoveryAddress: 'istiod.istio-system.svc:15012',
  });
});

test.each(['null', '{}', '{"configs":[]}', '[]', 'not found'])('no page: %s', (text) => {
  expect(() => parseText(meshConfig, text)).toThrow();
});
