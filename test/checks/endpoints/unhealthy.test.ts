import { endpointsUnhealthy } from '../../../src/checks/endpoints/unhealthy.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, proxyConfig, proxyUpstreams } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';

const name = 'outbound|80||cart.shop.svc.cluster.local';
const address = '10.244.1.7:8080';

function dump(status: string, total: number) {
  return proxyConfig({ endpoints: [endpoints(name, { total, unhealthy: [{ address, status }] })] });
}

const ejected = proxyUpstreams({ unhealthy: [{ cluster: name, address, flags: ['failed_outlier_check'], line: 12 }] });

describeCheck(endpointsUnhealthy, {
  silent: {
    'all healthy': { proxyConfigs: [proxyConfig({ endpoints: [endpoints()] })], mesh: mesh() },
    'a pod that is going': { proxyConfigs: [dump('DRAINING', 1)], mesh: mesh() },
    'the application behind an inbound cluster': {
      proxyConfigs: [],
      proxyUpstreams: [
        proxyUpstreams({ unhealthy: [{ cluster: 'inbound|8080||', address, flags: ['failed_outlier_check'] }] }),
      ],
      mesh: mesh(),
    },
  },
  open: {
    'dumps without endpoints, and no clusters page': {
      given: { proxyConfigs: [proxyConfig()], mesh: mesh() },
      because: 'there is no clusters page',
    },
  },
  fires: {
    'one of two': {
      given: { proxyConfigs: [dump('UNHEALTHY', 2)], mesh: mesh() },
      expect: [{ messageId: 'some', subject: 'Service shop/cart', args: { addresses: 1 }, severity: 'warning' }],
    },
    'both of two, of which the addresses are masked': {
      given: {
        proxyConfigs: [
          proxyConfig({
            endpoints: [
              endpoints(name, {
                total: 2,
                unhealthy: [
                  { address: '***HIDDEN***:8080', status: 'UNHEALTHY' },
                  { address: '***HIDDEN***:8080', status: 'UNHEALTHY' },
                ],
              }),
            ],
          }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'all', subject: 'Service shop/cart', args: { addresses: 2 } }],
    },
    'all, in the dump': {
      given: { proxyConfigs: [dump('UNHEALTHY', 1)], mesh: mesh() },
      expect: [{ messageId: 'all', subject: 'Service shop/cart', severity: 'error' }],
    },
    'all ejected, as the page and the dump together tell': {
      given: {
        proxyConfigs: [proxyConfig({ endpoints: [endpoints(name)] })],
        proxyUpstreams: [ejected],
        mesh: mesh(),
      },
      expect: [{ messageId: 'all', subject: 'Service shop/cart', line: 12, severity: 'error' }],
    },
    'ejected, and nothing tells how many there are': {
      given: { proxyConfigs: [], proxyUpstreams: [ejected], mesh: mesh() },
      expect: [{ messageId: 'some', subject: 'Service shop/cart', args: { reasons: 'failed_outlier_check' } }],
    },
  },
});
