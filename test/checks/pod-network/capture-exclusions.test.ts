import { podNetworkCaptureExclusions } from '../../../src/checks/pod-network/capture-exclusions.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, peerAuthentication, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const prefix = 'traffic.sidecar.istio.io/';

function annotated(annotations: Record<string, string>, facts: Parameters<typeof podSpec>[0] = {}) {
  const pairs = Object.entries(annotations).map(([name, value]) => [prefix + name, value]);
  return podSpec({ annotations: labels(Object.fromEntries(pairs)), ...facts });
}

const plain = podSpec({ name: 'stock-7c9d', workload: 'stock' });
const excluded = annotated({ excludeInboundPorts: '8080,15020' });
const strict = peerAuthentication({ spec: { mode: 'STRICT' } });

describeCheck(podNetworkCaptureExclusions, {
  silent: {
    'no annotation': { podSpecs: [podSpec()], mesh: mesh() },
    'what injection writes by itself': {
      podSpecs: [
        annotated({
          includeInboundPorts: '*',
          includeOutboundIPRanges: '*',
          excludeInboundPorts: '15090,15021,15020',
          excludeOutboundIPRanges: '',
        }),
      ],
      mesh: mesh(),
    },
    'all ports of the containers by name, as injection of Istio 1.1 with CNI writes': {
      podSpecs: [annotated({ includeInboundPorts: '8080' })],
      mesh: mesh(),
    },
    'a pod without a sidecar': {
      podSpecs: [annotated({ excludeOutboundPorts: '9200' }, { containers: [container()] })],
      mesh: mesh(),
    },
    'a pod that has ended': {
      podSpecs: [annotated({ excludeOutboundPorts: '9200' }, { phase: 'Succeeded' })],
      mesh: mesh(),
    },
  },
  fires: {
    'ports and addresses': {
      given: {
        podSpecs: [annotated({ excludeOutboundPorts: '9200,9300', includeOutboundIPRanges: '10.0.0.0/8' }), plain],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'bypass',
          subject: 'Workload shop/cart',
          args: { what: 'outbound ports 9200,9300; all outbound addresses but 10.0.0.0/8' },
          severity: 'info',
        },
      ],
    },
    'nothing inbound is captured': {
      given: { podSpecs: [annotated({ includeInboundPorts: '' }), plain], mesh: mesh() },
      expect: [{ messageId: 'bypass', subject: 'Workload shop/cart', args: { what: 'all inbound ports' } }],
    },
    'a setting of the whole mesh is one finding': {
      given: {
        podSpecs: [
          annotated({ includeOutboundIPRanges: '10.0.0.0/8' }),
          annotated({ includeOutboundIPRanges: '10.0.0.0/8' }, { name: 'stock-7c9d', workload: 'stock' }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'everywhere', subject: 'Mesh mesh', evidence: 2 }],
    },
    'the policy of the workload decides, whatever else was not gathered': {
      given: {
        podSpecs: [excluded],
        mesh: mesh({ partial: new Map([['PeerAuthentication', new Set()]]) }),
        peerAuthentications: [peerAuthentication({ spec: { mode: 'STRICT', selector: excluded.labels } })],
      },
      expect: [
        { messageId: 'bypass', subject: 'Workload shop/cart' },
        { messageId: 'strict', subject: 'Workload shop/cart' },
      ],
    },
    'a policy of the workload may not have been gathered': {
      given: {
        podSpecs: [excluded],
        mesh: mesh({ partial: new Map([['PeerAuthentication', new Set(['istio-system'])]]) }),
        peerAuthentications: [strict],
      },
      expect: [{ messageId: 'bypass', subject: 'Workload shop/cart' }],
    },
    'a port of the application is open although the namespace is strict': {
      given: { podSpecs: [excluded, plain], mesh: mesh(), peerAuthentications: [strict] },
      expect: [
        { messageId: 'bypass', subject: 'Workload shop/cart', args: { what: 'inbound ports 8080' } },
        { messageId: 'strict', subject: 'Workload shop/cart', args: { ports: '8080' }, severity: 'warning' },
      ],
    },
    'a mode of the workload overrides the namespace': {
      given: {
        podSpecs: [excluded, plain],
        mesh: mesh(),
        peerAuthentications: [
          strict,
          peerAuthentication({ name: 'cart', spec: { selector: labels({ app: 'cart' }), mode: 'PERMISSIVE' } }),
        ],
      },
      expect: [{ messageId: 'bypass', subject: 'Workload shop/cart' }],
    },
  },
});
