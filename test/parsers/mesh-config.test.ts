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

const flags = { encoding: 'json', members: [{ path: ['flags'], text: '%RESPONSE_FLAGS%' }] };
const text = { encoding: 'text', text: '%RESPONSE_FLAGS%' };

test.each([
  ['of the mesh', { accessLogFormat: '%RESPONSE_FLAGS%\n' }, [text]],
  ['of the mesh, JSON', { accessLogFormat: '{"flags":"%RESPONSE_FLAGS%"}', accessLogEncoding: 'JSON' }, [flags]],
  [
    'of providers',
    {
      extensionProviders: [
        { name: 'a', envoyFileAccessLog: { path: '/dev/stdout', logFormat: { text: '%RESPONSE_FLAGS%' } } },
        { name: 'b', envoyFileAccessLog: { logFormat: { labels: { flags: '%RESPONSE_FLAGS%' } } } },
        { name: 'c', zipkin: {} },
      ],
    },
    [text, flags],
  ],
  ["Istio's own", { accessLogFormat: '', accessLogEncoding: 'JSON' }, undefined],
])('formats of access logs %s', (_, settings, formats) => {
  const page = { rootNamespace: 'istio-system', ...settings };
  expect(parseText(meshConfig, JSON.stringify(page)).artifact.accessLogFormats).toEqual(formats);
});
