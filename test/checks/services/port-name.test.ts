import { servicesPortName } from '../../../src/checks/services/port-name.js';
import type { ServicePort } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const manifests = mesh({ isManifests: true });
const waypoint = labels({ 'gateway.istio.io/managed': 'istio.io-mesh-controller' });

function withPorts(...ports: Partial<ServicePort>[]) {
  const serviceSpecs = [serviceSpec({ ports: ports.map((port) => ({ port: 8080, protocol: 'TCP', ...port })) })];
  return { serviceSpecs, podSpecs: [podSpec()], mesh: mesh() };
}

describeCheck(servicesPortName, {
  silent: {
    'manifests: a resource of Istio': {
      ...withPorts({}),
      serviceSpecs: [serviceSpec({ ports: [{ port: 80, protocol: 'TCP' }], labels: labels({ istio: 'pilot' }) })],
      mesh: manifests,
    },
    'manifests: a service that Istio makes for a waypoint': {
      ...withPorts({}),
      serviceSpecs: [serviceSpec({ ports: [{ port: 15021, protocol: 'TCP', name: 'status' }], labels: waypoint })],
      mesh: manifests,
    },
    'names and appProtocol that declare': withPorts(
      { name: 'http' },
      { name: 'tcp-peer' },
      { name: 'web', appProtocol: 'http2' },
    ),
    'UDP and SCTP': withPorts({ protocol: 'UDP' }, { protocol: 'SCTP' }),
    'a port that Istio takes for TCP by its number': withPorts({ name: 'db', port: 3306 }),
    'pods without a sidecar': { ...withPorts({}), podSpecs: [podSpec({ containers: [container()] })] },
    'a gateway': { ...withPorts({}), podSpecs: [podSpec({ containers: [container({ name: 'istio-proxy' })] })] },
    'an ExternalName service': { serviceSpecs: [serviceSpec({ type: 'ExternalName' })], mesh: mesh() },
    'a service of Kubernetes itself': {
      serviceSpecs: [serviceSpec({ namespace: 'kube-system', ports: [{ port: 80, protocol: 'TCP' }] })],
      mesh: mesh(),
    },
    'a service of the control plane': {
      serviceSpecs: [serviceSpec({ namespace: 'istio-system', name: 'kiali', ports: [{ port: 80, protocol: 'TCP' }] })],
      mesh: mesh(),
    },
  },
  fires: {
    'manifests: a service without pods': {
      given: { ...withPorts({ name: 'web' }), podSpecs: [], mesh: manifests },
      expect: [{ messageId: 'detected', subject: 'Service shop/cart', severity: 'info' }],
    },
    'manifests: ExternalName with ports that name no host': {
      given: {
        serviceSpecs: [serviceSpec({ type: 'ExternalName', ports: [{ name: 'tcp', port: 80, protocol: 'TCP' }] })],
        mesh: manifests,
      },
      expect: [{ messageId: 'alias', subject: 'Service shop/cart', severity: 'warning' }],
    },
    'a protocol that is left to detection': {
      given: withPorts({ name: 'metrics' }, { port: 9090 }, { name: 'http', port: 80 }),
      expect: [
        {
          messageId: 'detected',
          subject: 'Service shop/cart',
          args: { ports: 'ports 8080 (metrics), 9090' },
          severity: 'info',
          evidence: 2,
        },
      ],
    },
    'an appProtocol that Istio does not know': {
      given: withPorts({ name: 'http', appProtocol: 'example.com/own' }),
      expect: [
        {
          messageId: 'detected',
          subject: 'Service shop/cart',
          args: { ports: 'port 8080 (appProtocol example.com/own)' },
        },
      ],
    },
    'no pods were read': {
      given: { serviceSpecs: withPorts({}).serviceSpecs, mesh: mesh() },
      expect: [{ messageId: 'detected', subject: 'Service shop/cart' }],
    },
    'Istio without detection': {
      given: { ...withPorts({ name: 'web' }), mesh: mesh({ controlPlaneVersions: ['1.0.5'] }) },
      expect: [{ messageId: 'tcp', subject: 'Service shop/cart', args: { version: '1.0.5' }, severity: 'warning' }],
    },
    'servers that speak first': {
      given: withPorts({ name: 'clients', port: 4222 }),
      expect: [
        {
          messageId: 'serverFirst',
          subject: 'Service shop/cart',
          args: { ports: 'port 4222 (clients)', protocols: 'NATS', wait: 'without end' },
          severity: 'warning',
        },
      ],
    },
    'a server that speaks first by the name of its port, in a mesh that waits for a while': {
      given: { ...withPorts({ name: 'git-ssh', port: 2222 }), mesh: mesh({ controlPlaneVersions: ['1.7.8'] }) },
      expect: [
        { messageId: 'serverFirst', subject: 'Service shop/cart', args: { protocols: 'SSH', wait: '5 seconds' } },
      ],
    },
    'a server that speaks first by its image': {
      given: {
        ...withPorts({ name: 'db', port: 13306, targetPort: 3306 }),
        podSpecs: [
          podSpec({
            containers: [
              container({ image: 'docker.io/library/mysql:8.4', ports: [{ port: 3306, protocol: 'TCP' }] }),
              container({ name: 'istio-proxy', ports: [] }),
            ],
          }),
        ],
      },
      expect: [{ messageId: 'serverFirst', subject: 'Service shop/cart', args: { protocols: 'MySQL' } }],
    },
    'what only measures a server, and a client that speaks first': {
      given: withPorts({ name: 'ssh-metrics', port: 9104 }, { name: 'postgres', port: 5432 }),
      expect: [{ messageId: 'detected', subject: 'Service shop/cart', severity: 'info' }],
    },
  },
});
