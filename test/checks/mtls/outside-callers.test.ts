import { mtlsOutsideCallers } from '../../../src/checks/mtls/outside-callers.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { accessLog, accessLogGroup, containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';
import { modelOf } from '../../helpers/manifests.js';

function strict(mode = 'STRICT'): string {
  return `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: shop}
  spec: {mtls: {mode: ${mode}}}
  `;
}

const cart = `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: proxyv2}]}
  `;

function ingress(className: string): string {
  return `
  apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata: {name: web, namespace: shop}
  spec:
    ingressClassName: ${className}
    rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}}]
  `;
}

function runs(name: string, more = ''): string {
  return `
  apiVersion: v1
  kind: Pod
  metadata: {name: ${name}, namespace: tools, labels: {app.kubernetes.io/name: ${name}}}
  spec: {containers: [{name: ${name}, image: app}${more}]}
  `;
}

const withProxy = ', {name: istio-proxy, image: proxyv2}';

function scraped(annotations: string): string {
  return `
  apiVersion: v1
  kind: Pod
  metadata: {name: stock, namespace: shop, labels: {app: stock}, annotations: {prometheus.io/scrape: "true", ${annotations}}}
  spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: proxyv2}]}
  `;
}

describeOnManifests(mtlsOutsideCallers, {
  silent: {
    'plain text is accepted': documents(strict('PERMISSIVE'), cart, ingress('nginx'), runs('ingress-nginx')),
    'the controller has a proxy': documents(strict(), cart, ingress('nginx'), runs('ingress-nginx', withProxy)),
    'Istio’s own ingress': documents(strict(), cart, ingress('istio'), runs('ingress-nginx')),
    'metrics that the agent merges': documents(strict(), scraped('prometheus.io/port: "15020"')),
  },
  fires: {
    'the controller has no proxy': {
      given: documents(strict(), cart, ingress('nginx'), runs('ingress-nginx')),
      expect: [
        {
          messageId: 'ingress',
          subject: 'Ingress shop/web',
          severity: 'warning',
          args: { service: 'cart', port: 80, policy: 'shop/default', caller: 'tools/ingress-nginx' },
        },
      ],
    },
    'no controller is known': {
      given: documents(strict(), cart, ingress('alb')),
      expect: [{ messageId: 'unknownController', subject: 'Ingress shop/web', severity: 'info' }],
    },
    'Prometheus without a proxy is to scrape the application': {
      given: documents(strict(), scraped('prometheus.io/port: "9100"'), runs('prometheus')),
      expect: [{ messageId: 'scrape', subject: 'Workload shop/stock', severity: 'warning', args: { port: 9100 } }],
    },
    'nobody is known to scrape': {
      given: documents(strict(), scraped('prometheus.io/port: "9100"')),
      expect: [{ messageId: 'scrape', subject: 'Workload shop/stock', severity: 'info' }],
    },
  },
});

const policies = modelOf(strict()).peerAuthentications;
const peerAuthentications = policies.state === 'present' ? policies.value : [];

/** The sidecar of cart (10.244.1.7) ended a connection from 10.244.2.9. */
const refused = accessLogGroup({
  flags: 'NR',
  code: 0,
  details: 'filter_chain_not_found',
  samples: [
    {
      path: 'proxies/shop/cart-6f5b/istio-proxy.log',
      line: 4,
      excerpt: '"- - -" 0 NR filter_chain_not_found - "-" 0 0 0 - "-" - - 10.244.1.7:8080 10.244.2.9:41234 - -',
    },
  ],
});

function called(by: readonly ReturnType<typeof container>[]) {
  return {
    peerAuthentications,
    mesh: mesh(),
    podSpecs: [
      podSpec(),
      podSpec({
        namespace: 'batch',
        name: 'report-1',
        workload: 'report',
        ip: '10.244.2.9',
        labels: labels(),
        containers: by,
      }),
    ],
    proxyLogs: [containerLog({ access: accessLog([refused]) })],
  };
}

describeCheck(mtlsOutsideCallers, {
  silent: { 'the caller has a proxy': called([container(), container({ name: 'istio-proxy' })]) },
  fires: {
    'the log names a pod without a proxy': {
      given: called([container()]),
      expect: [
        {
          messageId: 'refused',
          subject: 'Workload shop/cart',
          severity: 'error',
          args: { caller: 'batch/report', port: 8080 },
          line: 4,
        },
      ],
    },
  },
});
