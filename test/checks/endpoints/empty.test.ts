import { endpointsEmpty } from '../../../src/checks/endpoints/empty.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, endpoints, proxyConfig } from '../../helpers/facets/envoy.js';
import { serviceSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const name = 'outbound|80||cart.shop.svc.cluster.local';
const subset = 'outbound|80|v9|cart.shop.svc.cluster.local';
const none = proxyConfig({ clusters: [cluster(name)], endpoints: [endpoints(name, { total: 0, addresses: [] })] });
const { selector, ...selectorless } = serviceSpec();

describeCheck(endpointsEmpty, {
  silent: {
    'endpoints for all': { proxyConfigs: [proxyConfig({ endpoints: [endpoints()] })], mesh: mesh() },
    'a headless service': {
      proxyConfigs: [
        proxyConfig({
          clusters: [cluster(name, { type: 'ORIGINAL_DST' })],
          endpoints: [endpoints(name, { total: 0 })],
        }),
      ],
      mesh: mesh(),
    },
    'clusters that are no service': {
      proxyConfigs: [
        proxyConfig({
          clusters: [cluster('BlackHoleCluster')],
          endpoints: [endpoints('BlackHoleCluster', { total: 0 })],
        }),
      ],
      mesh: mesh(),
    },
  },
  open: {
    'dumps without endpoints': {
      given: { proxyConfigs: [proxyConfig()], mesh: mesh() },
      because: 'taken without endpoints',
    },
  },
  fires: {
    'a service, once for all proxies': {
      given: { proxyConfigs: [none, none], mesh: mesh(), serviceSpecs: [serviceSpec()], workloads: [workload()] },
      expect: [
        {
          messageId: 'service',
          subject: 'Service shop/cart',
          args: { ports: '80' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'a subset of a service that has endpoints': {
      given: {
        proxyConfigs: [
          proxyConfig({
            clusters: [cluster(name), cluster(subset)],
            endpoints: [endpoints(name), endpoints(subset, { total: 0 })],
          }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'subset', subject: 'Service shop/cart', args: { subset: 'v9' }, severity: 'info' }],
    },
    'scaled to zero': {
      given: {
        proxyConfigs: [none],
        mesh: mesh(),
        serviceSpecs: [serviceSpec()],
        workloads: [workload({ replicas: 0 })],
        podSpecs: [],
      },
      expect: [{ messageId: 'scaledToZero', subject: 'Service shop/cart', severity: 'info' }],
    },
    'a service without selector': {
      given: { proxyConfigs: [none], mesh: mesh(), serviceSpecs: [selectorless] },
      expect: [{ messageId: 'scaledToZero', subject: 'Service shop/cart', severity: 'info' }],
    },
  },
});
