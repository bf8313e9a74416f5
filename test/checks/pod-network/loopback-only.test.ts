import { podNetworkLoopbackOnly } from '../../../src/checks/pod-network/loopback-only.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, proxyConfig } from '../../helpers/facets/envoy.js';
import { container, podSpec, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { podSockets } from '../../helpers/facets/network.js';

const serviceSpecs = [serviceSpec()];
const subject = 'Workload shop/cart';

function podOfIstio(version: string) {
  return podSpec({
    containers: [container(), container({ name: 'istio-proxy', image: `docker.io/istio/proxyv2:${version}` })],
  });
}

/** A dump of cart's proxy that sends what comes in for port 8080 to this address. */
function inboundTo(host: string) {
  return proxyConfig({ clusters: [cluster('inbound|8080||', { type: 'STATIC', hosts: [host] })] });
}

describeCheck(podNetworkLoopbackOnly, {
  silent: {
    'on any address': {
      podSockets: [podSockets(['0.0.0.0:8080'])],
      podSpecs: [podOfIstio('1.27.3')],
      serviceSpecs,
      mesh: mesh(),
    },
    'on loopback with Istio 1.9': {
      podSockets: [podSockets(['127.0.0.1:8080'])],
      podSpecs: [podOfIstio('1.9.9')],
      serviceSpecs,
      mesh: mesh(),
    },
    'on the address of the pod with Istio 1.10': {
      podSockets: [podSockets(['10.244.1.7:8080'])],
      podSpecs: [podOfIstio('1.10.0')],
      serviceSpecs,
      mesh: mesh(),
    },
    'on both addresses': {
      podSockets: [podSockets(['127.0.0.1:8080', '10.244.1.7:8080'])],
      podSpecs: [podOfIstio('1.27.3')],
      serviceSpecs,
      mesh: mesh(),
    },
    'a port that no service has': {
      podSockets: [podSockets(['127.0.0.1:9999'])],
      podSpecs: [podOfIstio('1.27.3')],
      serviceSpecs,
      mesh: mesh(),
    },
    'a Sidecar resource names 127.0.0.1': {
      podSockets: [podSockets(['127.0.0.1:8080'])],
      podSpecs: [podOfIstio('1.27.3')],
      serviceSpecs,
      mesh: mesh(),
      proxyConfigs: [inboundTo('127.0.0.1:8080')],
    },
  },
  fires: {
    'on loopback with Istio 1.10': {
      given: {
        podSockets: [podSockets(['127.0.0.1:8080'])],
        podSpecs: [podOfIstio('1.10.0')],
        serviceSpecs,
        mesh: mesh(),
      },
      expect: [{ messageId: 'loopback', subject, severity: 'error', args: { address: '127.0.0.1', target: 8080 } }],
    },
    'on loopback of IPv6 without a sidecar': {
      given: {
        podSockets: [podSockets(['::1:8080'])],
        podSpecs: [podSpec({ containers: [container()] })],
        serviceSpecs,
        mesh: mesh(),
      },
      expect: [
        { messageId: 'loopback', subject, args: { address: '::1', because: 'nobody outside the pod reaches it' } },
      ],
    },
    'a version that nobody names': {
      given: {
        podSockets: [podSockets(['127.0.0.1:8080'])],
        podSpecs: [podOfIstio('latest')],
        serviceSpecs,
        mesh: mesh({ proxyVersions: [] }),
      },
      expect: [{ messageId: 'loopback', subject, severity: 'warning' }],
    },
    'on the address of the pod with Istio 1.9': {
      given: {
        podSockets: [podSockets(['10.244.1.7:8080'])],
        podSpecs: [podOfIstio('1.9.9')],
        serviceSpecs,
        mesh: mesh(),
      },
      expect: [{ messageId: 'podAddress', subject, args: { address: '10.244.1.7' } }],
    },
  },
  notApplicable: {
    'lists that show the sidecar alone': {
      given: { podSockets: [podSockets([])], podSpecs: [podSpec()], mesh: mesh(), serviceSpecs },
      because: 'no list of sockets shows more',
    },
  },
});
