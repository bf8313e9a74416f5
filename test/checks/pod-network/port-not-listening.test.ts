import { podNetworkPortNotListening } from '../../../src/checks/pod-network/port-not-listening.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, proxyConfig } from '../../helpers/facets/envoy.js';
import { container, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { podSockets } from '../../helpers/facets/network.js';

const podSpecs = [podSpec()];
const serviceSpecs = [serviceSpec()];
const subject = 'Service shop/cart';

/** A dump of cart's proxy that sends what comes in for port 8080 to this address. */
function inboundTo(host: string) {
  return proxyConfig({ clusters: [cluster('inbound|8080||', { type: 'STATIC', hosts: [host] })] });
}

describeCheck(podNetworkPortNotListening, {
  silent: {
    'on any address': { podSockets: [podSockets(['0.0.0.0:8080 java'])], podSpecs, serviceSpecs },
    'on any address of IPv6': { podSockets: [podSockets([':::8080'])], podSpecs, serviceSpecs },
    'a port by its name': {
      podSockets: [podSockets(['0.0.0.0:8080'])],
      podSpecs,
      serviceSpecs: [serviceSpec({ ports: [servicePort({ targetPort: 'http' })] })],
    },
    'a name that no container has makes no endpoint': {
      podSockets: [podSockets(['0.0.0.0:8080'])],
      podSpecs,
      serviceSpecs: [serviceSpec({ ports: [servicePort({ targetPort: 'grpc' })] })],
    },
    'a port of the sidecar': {
      podSockets: [podSockets(['0.0.0.0:8080'])],
      podSpecs,
      serviceSpecs: [serviceSpec({ ports: [servicePort(), servicePort({ name: 'metrics', targetPort: 15020 })] })],
    },
    'UDP, which many listings leave out': {
      podSockets: [podSockets(['0.0.0.0:8080'])],
      podSpecs,
      serviceSpecs: [serviceSpec({ ports: [servicePort({ protocol: 'UDP', targetPort: 53 })] })],
    },
    'a ready pod whose list shows the sidecar alone': { podSockets: [podSockets([])], podSpecs, serviceSpecs },
    'a gateway, whose ports come with configuration': {
      podSockets: [podSockets(['0.0.0.0:8443 gateway'])],
      podSpecs: [podSpec({ containers: [container({ name: 'istio-proxy' })] })],
      serviceSpecs,
    },
    'an application that is about to start': {
      podSockets: [podSockets(['0.0.0.0:9999'])],
      podSpecs: [
        podSpec({ containers: [container({ ready: false, state: { state: 'waiting', reason: 'CrashLoopBackOff' } })] }),
      ],
      serviceSpecs,
    },
    'a service of other pods': {
      podSockets: [podSockets(['0.0.0.0:9999'])],
      podSpecs,
      serviceSpecs: [serviceSpec({ selector: new Map([['app', 'billing']]) })],
    },
    'a Sidecar resource sends the port elsewhere': {
      podSockets: [podSockets(['127.0.0.1:9090'])],
      podSpecs,
      serviceSpecs,
      proxyConfigs: [inboundTo('127.0.0.1:9090')],
    },
  },
  fires: {
    'another port': {
      given: { podSockets: [podSockets(['0.0.0.0:8081 java'])], podSpecs, serviceSpecs },
      expect: [{ messageId: 'none', subject, severity: 'error', evidence: 2, args: { target: 8080, port: 80 } }],
    },
    'one of two ports': {
      given: {
        podSockets: [podSockets(['0.0.0.0:8080 java'])],
        podSpecs,
        serviceSpecs: [
          serviceSpec({ ports: [servicePort(), servicePort({ name: 'metrics', port: 9090, targetPort: 9090 })] }),
        ],
      },
      expect: [{ messageId: 'one', subject, severity: 'warning', args: { target: 9090 } }],
    },
    'a pod that is not ready and listens nowhere': {
      given: {
        podSockets: [podSockets([])],
        podSpecs: [podSpec({ conditions: [{ type: 'Ready', status: 'False' }] })],
        serviceSpecs,
      },
      expect: [{ messageId: 'none', subject }],
    },
  },
  notApplicable: {
    'lists that show the sidecar alone': {
      given: { podSockets: [podSockets([])], podSpecs, serviceSpecs },
      because: 'no list of sockets shows more',
    },
  },
});
