import { mtlsProbeRewrite } from '../../../src/checks/mtls/probe-rewrite.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';
import { modelOf } from '../../helpers/manifests.js';

function strict(mode = 'STRICT', more = ''): string {
  return `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: cart, namespace: shop}
  spec: {selector: {matchLabels: {app: cart}}, mtls: {mode: ${mode}}${more}}
  `;
}

function pod(probe: string, annotations = 'sidecar.istio.io/rewriteAppHTTPProbers: "false"'): string {
  return `
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {app: cart, sidecar.istio.io/inject: "true"}, annotations: {${annotations}}}
  spec:
    containers:
    - name: app
      image: app
      ports: [{name: web, containerPort: 8080}]
      livenessProbe: ${probe}
  `;
}

const http = '{httpGet: {path: /live, port: web}}';

describeOnManifests(mtlsProbeRewrite, {
  silent: {
    'injection rewrites by default': documents(strict(), pod(http, '')),
    'plain text is accepted': documents(strict('PERMISSIVE'), pod(http)),
    'the port is an exception': documents(strict('STRICT', ', portLevelMtls: {"8080": {mode: PERMISSIVE}}'), pod(http)),
    'a probe by TCP': documents(strict(), pod('{tcpSocket: {port: 8080}}')),
    'a command': documents(strict(), pod('{exec: {command: [check]}}')),
    'the port passes the sidecar by': documents(
      strict(),
      pod(
        http,
        'sidecar.istio.io/rewriteAppHTTPProbers: "false", traffic.sidecar.istio.io/excludeInboundPorts: "8080"',
      ),
    ),
  },
  fires: {
    'a probe by HTTP': {
      given: documents(strict(), pod(http)),
      expect: [
        {
          messageId: 'notRewritten',
          subject: 'Workload shop/cart',
          severity: 'error',
          args: { probe: 'livenessProbe', container: 'app', port: 8080, policy: 'shop/cart' },
        },
      ],
    },
    'a probe by gRPC': {
      given: documents(strict(), pod('{grpc: {port: 8080}}')),
      expect: [{ messageId: 'notRewritten', subject: 'Workload shop/cart' }],
    },
  },
});

const policies = modelOf(strict()).peerAuthentications;
const peerAuthentications = policies.state === 'present' ? policies.value : [];

/** A running pod with a proxy, of which the container is ready or not. */
function injected(path: string, port: number, ready: boolean) {
  return podSpec({
    labels: labels({ app: 'cart' }),
    containers: [
      container({ ready, probes: [{ name: 'readinessProbe', kind: 'http', port, path }] }),
      container({ name: 'istio-proxy', ports: [] }),
    ],
  });
}

describeCheck(mtlsProbeRewrite, {
  silent: {
    'the probe asks the agent': {
      peerAuthentications,
      mesh: mesh(),
      podSpecs: [injected('/app-health/app/readyz', 15020, false)],
    },
    'the pod is ready all the same': { peerAuthentications, mesh: mesh(), podSpecs: [injected('/ready', 8080, true)] },
    'another pod of the workload is ready all the same': {
      peerAuthentications,
      mesh: mesh(),
      podSpecs: [injected('/ready', 8080, false), injected('/ready', 8080, true)],
    },
  },
  fires: {
    'an injected pod that is not ready': {
      given: { peerAuthentications, mesh: mesh(), podSpecs: [injected('/ready', 8080, false)] },
      expect: [{ messageId: 'notRewritten', subject: 'Workload shop/cart', args: { probe: 'readinessProbe' } }],
    },
  },
});
