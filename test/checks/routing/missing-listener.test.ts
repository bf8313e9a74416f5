import { routingMissingListener } from '../../../src/checks/routing/missing-listener.js';
import { describeCheck } from '../../helpers/check.js';
import { listener, proxyConfig } from '../../helpers/facets/envoy.js';
import { service, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const other = listener({ name: '0.0.0.0_9090', port: 9090 });
const deaf = { listeners: [other] };

function given(facts: Parameters<typeof proxyConfig>[0], spec: Parameters<typeof serviceSpec>[0] = {}) {
  return {
    proxyConfigs: [proxyConfig(facts), proxyConfig({ workload: 'web', pod: { namespace: 'shop', name: 'web-0' } })],
    serviceSpecs: [serviceSpec(spec)],
    mesh: mesh(),
  };
}

describeCheck(routingMissingListener, {
  silent: {
    'a listener for all addresses': given({}),
    'a listener on the address of the service': given({
      listeners: [listener({ name: '10.96.12.34_80', address: '10.96.12.34' })],
    }),
    'a port on which no sidecar listens': {
      proxyConfigs: [proxyConfig(deaf)],
      serviceSpecs: [serviceSpec()],
      mesh: mesh(),
    },
    'a gateway': given({ ...deaf, type: 'router' }),
    'a dump without listeners': given({ listeners: [] }),
    'a headless service': given(deaf, { ...service({ clusterIPs: ['None'] }), ports: [servicePort()] }),
    'a UDP port': given(deaf, { ports: [servicePort({ protocol: 'UDP' })] }),
  },
  fires: {
    'no listener on the port': {
      given: given(deaf),
      expect: [{ messageId: 'missing', subject: 'Service shop/cart', args: { port: 80, count: 1 } }],
    },
  },
});
