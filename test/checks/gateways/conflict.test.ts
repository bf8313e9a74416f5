import { expect, test } from 'vitest';
import { gatewaysConflict } from '../../../src/checks/gateways/conflict.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const https = gatewayServer({ port: 443, protocol: 'HTTPS', hosts: ['shop.example.com'] });
const http = gatewayServer({ hosts: ['shop.example.com'] });

function gateways(first = https, second = first, selector = labels({ istio: 'ingressgateway' })) {
  return {
    istioGateways: [
      istioGateway({ name: 'one', spec: { servers: [first] } }),
      istioGateway({ name: 'two', spec: { servers: [second], selector } }),
    ],
  };
}

const manifests = { mesh: mesh({ isManifests: true }) };
const narrower = labels({ istio: 'ingressgateway', team: 'a' });

describeCheck(gatewaysConflict, {
  silent: {
    'plain HTTP for one host, which istiod merges': gateways(http),
    'hosts of their own': gateways(https, { ...https, hosts: ['cart.example.com'] }),
    'an exact host beside a wildcard, which gives way': gateways(https, { ...https, hosts: ['*.example.com'] }),
    'an exact host beside every host, in manifests': { ...gateways(https, { ...https, hosts: ['*'] }), ...manifests },
    'ports of their own': gateways(https, { ...https, port: 8443 }),
    'addresses of their own': gateways({ ...https, bind: '192.0.2.1' }, { ...https, bind: '192.0.2.2' }),
    'pods of their own': gateways(https, https, labels({ istio: 'egressgateway' })),
    'a narrower selector that no pod has': gateways(https, https, narrower),
    'several servers of one Gateway': {
      istioGateways: [istioGateway({ spec: { servers: [https, { ...https, hosts: ['cart.example.com'] }] } })],
    },
  },
  fires: {
    'TLS for one host': {
      given: gateways(),
      expect: [
        { messageId: 'duplicate', subject: 'Gateway shop/one', args: { other: 'shop/two', hosts: 'shop.example.com' } },
        { messageId: 'duplicate', subject: 'Gateway shop/two', severity: 'error', evidence: 2 },
      ],
    },
    'a narrower selector that a pod has': {
      given: { ...gateways(https, https, narrower), podSpecs: [podSpec({ labels: narrower })] },
      expect: [
        { messageId: 'duplicate', subject: 'Gateway shop/one' },
        { messageId: 'duplicate', subject: 'Gateway shop/two' },
      ],
    },
    'HTTP and HTTPS on one port': {
      given: gateways(https, { ...http, port: 443, hosts: ['cart.example.com'] }),
      expect: [
        { messageId: 'protocols', subject: 'Gateway shop/one', args: { protocol: 'HTTPS', otherProtocol: 'HTTP' } },
        { messageId: 'protocols', subject: 'Gateway shop/two' },
      ],
    },
    'plain HTTP for one host, in manifests': {
      given: { ...gateways(http), ...manifests },
      expect: [
        { messageId: 'merged', subject: 'Gateway shop/one', severity: 'info' },
        { messageId: 'merged', subject: 'Gateway shop/two', severity: 'info' },
      ],
    },
    'an exact host beside a wildcard, in manifests': {
      given: { ...gateways(https, { ...https, hosts: ['*.example.com'] }), ...manifests },
      expect: [
        { messageId: 'wildcard', subject: 'Gateway shop/one', severity: 'info' },
        { messageId: 'wildcard', subject: 'Gateway shop/two', severity: 'info' },
      ],
    },
  },
});

test('equal hosts are IST0145, with an equal selector KIA0301 too, a wildcard is KIA0301 alone', () => {
  const context = { now: new Date(0), undecided: () => {} };
  const aliasesOf = (given: Parameters<typeof gatewaysConflict.run>[0]) =>
    [...gatewaysConflict.run(given, context)].map(({ aliases }) => aliases);
  expect(aliasesOf(gateways())[0]).toEqual(['IST0145', 'KIA0301']);
  expect(aliasesOf({ ...gateways(https, https, narrower), podSpecs: [podSpec({ labels: narrower })] })[0]).toEqual([
    'IST0145',
  ]);
  expect(aliasesOf({ ...gateways(https, { ...https, hosts: ['*.example.com'] }), ...manifests })[0]).toEqual([
    'KIA0301',
  ]);
});
