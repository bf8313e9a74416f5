import { gatewaysHttpsRedirect } from '../../../src/checks/gateways/https-redirect.js';
import { describeCheck } from '../../helpers/check.js';
import {
  container,
  gatewayServer,
  istioGateway,
  labels,
  podSpec,
  servicePort,
  serviceSpec,
} from '../../helpers/facets/kubernetes.js';

const redirect = gatewayServer({ tls: { httpsRedirect: true, credentialNames: [] } });
const certificate = 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert';

function gateway(...servers: ReturnType<typeof gatewayServer>[]) {
  return istioGateway({ spec: { selector: labels({ istio: 'ingressgateway' }), servers } });
}

function pod(env: Record<string, string> = {}) {
  return podSpec({
    labels: labels({ istio: 'ingressgateway' }),
    containers: [container({ name: 'istio-proxy', env: labels(env) })],
  });
}

function balancer(httpsTarget: number, annotations: Record<string, string> = {}) {
  return serviceSpec({
    name: 'ingress',
    type: 'LoadBalancer',
    selector: labels({ istio: 'ingressgateway' }),
    annotations: labels(annotations),
    ports: [
      servicePort({ name: 'http2', port: 80, targetPort: 8080 }),
      servicePort({ name: 'https', port: 443, targetPort: httpsTarget }),
    ],
  });
}

const given = { istioGateways: [gateway(redirect)], podSpecs: [pod()], serviceSpecs: [balancer(8080)] };
const subject = 'Gateway shop/public';

describeCheck(gatewaysHttpsRedirect, {
  silent: {
    'HTTPS has a port of its own': { ...given, serviceSpecs: [balancer(8443)] },
    'no redirect': { ...given, istioGateways: [gateway(gatewayServer())] },
    'the gateway believes the load balancer': {
      ...given,
      podSpecs: [pod({ PROXY_CONFIG: '{"gatewayTopology":{"numTrustedProxies":1}}' })],
    },
    'HTTPS has a server of its own': {
      ...given,
      istioGateways: [gateway(redirect, gatewayServer({ port: 443, protocol: 'HTTPS' }))],
    },
  },
  fires: {
    'both ports come to one': {
      given,
      expect: [{ messageId: 'loop', subject, args: { port: 80, servicePort: 443, service: 'ingress' }, evidence: 2 }],
    },
    'with the certificate of the load balancer': {
      given: { ...given, serviceSpecs: [balancer(8080, { [certificate]: 'arn:aws:acm:1' })] },
      expect: [{ messageId: 'loop', subject, severity: 'warning', evidence: 3 }],
    },
    'trusting no proxy is the default': {
      given: { ...given, podSpecs: [pod({ PROXY_CONFIG: '{"gatewayTopology":{"numTrustedProxies":0}}' })] },
      expect: [{ messageId: 'loop', subject }],
    },
  },
});
