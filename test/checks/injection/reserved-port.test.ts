import { injectionReservedPort } from '../../../src/checks/injection/reserved-port.js';
import type { PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { podSockets } from '../../helpers/facets/network.js';

const proxy = container({ name: 'istio-proxy', ports: [{ port: 15090, protocol: 'TCP' }] });

function declaring(port: number, facts: Partial<PodSpec> = {}, protocol = 'TCP') {
  return podSpec({ containers: [container({ ports: [{ port, protocol }] }), proxy], ...facts });
}

describeCheck(injectionReservedPort, {
  silent: {
    'another port': { podSpecs: [declaring(8080)] },
    'a port of the range that no sidecar opens': { podSpecs: [declaring(15010)] },
    UDP: { podSpecs: [declaring(15000, {}, 'UDP')] },
    'the network of the node': { podSpecs: [declaring(15000, { hostNetwork: true })] },
    'Istio itself': { podSpecs: [declaring(15020, { labels: labels({ istio: 'pilot' }) })] },
    'a pod without a sidecar': {
      podSpecs: [podSpec({ containers: [container({ ports: [{ port: 15000, protocol: 'TCP' }] })] })],
    },
    'sockets of the sidecar, and of programs without a name': {
      podSpecs: [podSpec()],
      podSockets: [podSockets(['0.0.0.0:8080 java', '0.0.0.0:15021'])],
    },
  },
  fires: {
    'a declared port': {
      given: { podSpecs: [declaring(15020)] },
      expect: [
        {
          messageId: 'declared',
          subject: 'Workload shop/cart',
          args: { port: 15020, container: 'app' },
          severity: 'warning',
        },
      ],
    },
    'a port that the application has taken, told once': {
      given: { podSpecs: [declaring(15090)], podSockets: [podSockets(['0.0.0.0:15090 java'])] },
      expect: [
        {
          messageId: 'taken',
          subject: 'Workload shop/cart',
          args: { port: 15090, program: 'java' },
          severity: 'error',
          line: 7,
        },
      ],
    },
  },
});
