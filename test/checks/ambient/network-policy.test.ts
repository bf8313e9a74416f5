import { ambientNetworkPolicy } from '../../../src/checks/ambient/network-policy.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, namespace, networkPolicy, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function shop(mode = 'ambient', probe = ''): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ${mode}}}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app${probe}}]}
  `;
}

function policy(name: string, spec: string): string {
  return `
  apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: ${name}, namespace: shop}
  spec: {podSelector: {matchLabels: {app: cart}}, ${spec}}
  `;
}

const web = policy('web', 'ingress: [{from: [{podSelector: {}}], ports: [{port: 8080}]}]');
const readiness = ', readinessProbe: {httpGet: {path: /, port: 8080}}';

describeOnManifests(ambientNetworkPolicy, {
  silent: {
    'the pod is not ambient': documents(shop('none'), web),
    'another policy lets the tunnel in': documents(
      shop(),
      web,
      policy('tunnel', 'ingress: [{ports: [{port: 15008}]}]'),
    ),
    'a range of ports holds 15008': documents(
      shop(),
      policy('web', 'ingress: [{ports: [{port: 1024, endPort: 32767}]}]'),
    ),
    'all ports': documents(shop(), policy('web', 'ingress: [{from: [{namespaceSelector: {}}]}]')),
    'nobody is to come in': documents(shop(), policy('deny', 'policyTypes: [Ingress]')),
    'callers beyond the cluster': documents(
      shop(),
      policy('web', 'ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 8080}]}]'),
    ),
    'traffic goes out to DNS and to the internet': documents(
      shop(),
      policy(
        'out',
        'policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: TCP}]}, {ports: [{port: 443}]}]',
      ),
    ),
    'probes are let in by their address': documents(
      shop('ambient', readiness),
      policy('probes', 'ingress: [{from: [{ipBlock: {cidr: 169.254.7.127/32}}]}]'),
    ),
  },
  fires: {
    'the port of the application alone': {
      given: documents(shop(), web),
      expect: [
        { messageId: 'ingress', subject: 'NetworkPolicy shop/web', severity: 'error', args: { workload: 'cart' } },
      ],
    },
    'out to other pods': {
      given: documents(
        shop(),
        policy('out', 'policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 8080}]}]'),
      ),
      expect: [{ messageId: 'egress', subject: 'NetworkPolicy shop/out', severity: 'warning' }],
    },
    probes: {
      given: documents(shop('ambient', readiness), policy('deny', 'policyTypes: [Ingress]')),
      expect: [{ messageId: 'probes', subject: 'NetworkPolicy shop/deny', severity: 'info' }],
    },
  },
});

/** A captured pod with a readiness probe under a policy that lets nothing in. */
function captured(ready: string) {
  return {
    networkPolicies: [networkPolicy()],
    namespaces: [namespace({ name: 'shop' })],
    mesh: mesh(),
    podSpecs: [
      podSpec({
        annotations: labels({ 'ambient.istio.io/redirection': 'enabled' }),
        conditions: [{ type: 'Ready', status: ready }],
        containers: [container({ probes: [{ name: 'readinessProbe', kind: 'http', port: 8080 }] })],
      }),
    ],
  };
}

describeCheck(ambientNetworkPolicy, {
  silent: { 'a pod that is ready gets its probes': captured('True') },
  fires: {
    'a pod that is not ready': {
      given: captured('False'),
      expect: [{ messageId: 'probes', subject: 'NetworkPolicy shop/default-deny', severity: 'warning' }],
    },
  },
});
