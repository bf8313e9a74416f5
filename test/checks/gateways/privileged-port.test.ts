import { expect, test } from 'vitest';
import { gatewaysPrivilegedPort } from '../../../src/checks/gateways/privileged-port.js';
import { describeCheck } from '../../helpers/check.js';
import { listener, proxyConfig } from '../../helpers/facets/envoy.js';
import { container, istioGateway, labels, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function pod(unprivileged: string) {
  return podSpec({
    workload: 'ingress',
    labels: labels({ istio: 'ingressgateway' }),
    containers: [container({ name: 'istio-proxy', env: labels({ ISTIO_META_UNPRIVILEGED_POD: unprivileged }) })],
  });
}

function serviceTo(targetPort: number, own: Record<string, string> = {}) {
  const ports = [servicePort({ port: 80, targetPort })];
  return serviceSpec({ name: 'ingress', selector: labels({ istio: 'ingressgateway' }), ports, labels: labels(own) });
}

const given = { istioGateways: [istioGateway()], podSpecs: [pod('true')], serviceSpecs: [serviceTo(80)] };
const subject = 'Gateway shop/public';

describeCheck(gatewaysPrivilegedPort, {
  silent: {
    'the service forwards to a free port': { ...given, serviceSpecs: [serviceTo(8080)] },
    'pods with the right to open every port': { ...given, podSpecs: [pod('false')] },
    'the dump has a listener on the port': {
      ...given,
      proxyConfigs: [proxyConfig({ listeners: [listener({ name: '0.0.0.0_80', port: 80 })] })],
    },
  },
  open: {
    'services of other namespaces only': {
      given: { ...given, serviceSpecs: [], mesh: mesh({ partial: new Map([['Service', new Set(['other'])]]) }) },
      because: 'port 80 of Gateway shop/public',
    },
  },
  fires: {
    'the service forwards to the port itself': {
      given,
      expect: [{ messageId: 'leftOut', subject, args: { port: 80, target: 80, workload: 'ingress' }, evidence: 3 }],
    },
    'no service': {
      given: { ...given, serviceSpecs: [] },
      expect: [{ messageId: 'leftOut', subject, evidence: 2 }],
    },
    'a service whose ports are not translated': {
      given: {
        ...given,
        serviceSpecs: [serviceTo(8080, { 'experimental.istio.io/disable-gateway-port-translation': '' })],
      },
      expect: [{ messageId: 'leftOut', subject, args: { target: 80 } }],
    },
  },
});

test('istiod before 1.9 does not leave ports out', () => {
  expect(gatewaysPrivilegedPort.era?.(mesh({ controlPlaneVersions: ['1.8.2'] }))).toContain('1.9');
});
