import { trafficProbeFailed } from '../../../src/checks/traffic/probe-failed.js';
import { describeCheck } from '../../helpers/check.js';
import {
  authorizationPolicy,
  container,
  destinationRule,
  endpoints,
  labels,
  peerAuthentication,
  podSpec,
  service,
  serviceSpec,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { curlProbe, podSockets } from '../../helpers/facets/network.js';

const billing = { namespace: 'pay', name: 'billing', selector: labels({ app: 'billing' }) };
const services = [service({ ...billing, clusterIPs: ['10.96.3.7'] })];
const server = podSpec({
  namespace: 'pay',
  name: 'billing-9c2d',
  workload: 'billing',
  ip: '10.244.2.9',
  labels: labels({ app: 'billing' }),
});
const serviceSpecs = [serviceSpec(billing)];
const noEndpoint = endpoints({ namespace: 'pay', service: 'billing', addresses: [{ ip: '10.244.2.9', ready: false }] });
const workload = 'Workload shop/cart';
const subject = 'Service pay/billing';
const target = 'http://billing.pay/';

function said(envoyReason: string) {
  return { status: 503, fromEnvoy: true, envoyReason, excerpt: envoyReason };
}

describeCheck(trafficProbeFailed, {
  silent: {
    'an answer': { curlProbes: [curlProbe(target)], mesh: mesh(), services },
    'an application may say not found': { curlProbes: [curlProbe(target, { status: 404 })], mesh: mesh(), services },
    'a redirect of a gateway': { curlProbes: [curlProbe(target, { status: 301, fromEnvoy: true })], mesh: mesh() },
  },
  fires: {
    'refused, for want of endpoints': {
      given: {
        curlProbes: [curlProbe(target, { outcome: 'refused' })],
        mesh: mesh(),
        services,
        endpoints: [noEndpoint],
      },
      expect: [{ messageId: 'refused', subject, args: { cause: 'service pay/billing has no ready endpoint', target } }],
    },
    'refused, because nobody listens in the pod': {
      given: {
        curlProbes: [curlProbe('http://10.244.2.9:9999/', { outcome: 'refused' })],
        mesh: mesh(),
        podSpecs: [server],
        podSockets: [podSockets(['0.0.0.0:8080'], { pod: { namespace: 'pay', name: 'billing-9c2d' } })],
      },
      expect: [
        {
          messageId: 'refused',
          subject: workload,
          args: { cause: 'nothing in pod pay/billing-9c2d listens on port 9999' },
        },
      ],
    },
    'nothing confirms it': {
      given: {
        curlProbes: [curlProbe(target, { outcome: 'timeout', excerpt: 'curl: (28) Connection timed out' })],
        mesh: mesh(),
      },
      expect: [{ messageId: 'timeout', subject: workload, args: { cause: 'curl: (28) Connection timed out' } }],
    },
    'plain text from the container of the proxy to a STRICT server': {
      given: {
        curlProbes: [curlProbe(target, { outcome: 'reset' }, { container: 'istio-proxy' })],
        mesh: mesh(),
        services,
        serviceSpecs,
        podSpecs: [podSpec(), server],
        peerAuthentications: [
          peerAuthentication({ namespace: 'istio-system', name: 'default', spec: { mode: 'STRICT' } }),
        ],
      },
      expect: [
        {
          messageId: 'reset',
          subject,
          args: {
            cause:
              'the request was sent from container istio-proxy, which is not redirected, in plain text, and the destination accepts mutual TLS only (STRICT)',
          },
        },
      ],
    },
    'plain text from a pod without a sidecar to a STRICT server': {
      given: {
        curlProbes: [curlProbe(target, { outcome: 'empty-reply' })],
        mesh: mesh(),
        services,
        serviceSpecs,
        podSpecs: [podSpec({ containers: [container()] }), server],
        peerAuthentications: [peerAuthentication({ namespace: 'pay', name: 'default', spec: { mode: 'STRICT' } })],
      },
      expect: [{ messageId: 'emptyReply', subject }],
    },
    'TLS to a port of plain text': {
      given: {
        curlProbes: [curlProbe('https://billing.pay:80/', { outcome: 'tls-to-plaintext' })],
        mesh: mesh(),
        services,
      },
      expect: [{ messageId: 'tlsToPlaintext', subject }],
    },
    'the proxy has no endpoint': {
      given: {
        curlProbes: [curlProbe('http://10.96.3.7/', said('no healthy upstream'))],
        mesh: mesh(),
        services,
        endpoints: [noEndpoint],
      },
      expect: [
        { messageId: 'noHealthyUpstream', subject, args: { cause: 'service pay/billing has no ready endpoint' } },
      ],
    },
    'a policy': {
      given: {
        curlProbes: [curlProbe(target, { ...said('RBAC: access denied'), status: 403 })],
        mesh: mesh(),
        services,
        podSpecs: [server],
        authorizationPolicies: [
          authorizationPolicy({
            namespace: 'pay',
            name: 'deny-all',
            spec: { selector: labels({ app: 'billing' }), action: 'DENY' },
          }),
        ],
      },
      expect: [
        {
          messageId: 'policy',
          subject,
          severity: 'warning',
          args: { cause: 'AuthorizationPolicies that apply: pay/deny-all (DENY)' },
        },
      ],
    },
    'the two proxies do not agree on TLS': {
      given: {
        curlProbes: [
          curlProbe(
            target,
            said(
              'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER',
            ),
          ),
        ],
        mesh: mesh(),
        services,
        destinationRules: [
          destinationRule({
            namespace: 'pay',
            name: 'billing',
            spec: { host: 'billing.pay.svc.cluster.local', tls: 'ISTIO_MUTUAL' },
          }),
        ],
      },
      expect: [
        {
          messageId: 'upstreamTls',
          subject,
          args: { cause: 'DestinationRule pay/billing sets TLS mode ISTIO_MUTUAL' },
        },
      ],
    },
    'what else Envoy says': {
      given: {
        curlProbes: [
          curlProbe('http://a/', said('upstream connect error or disconnect/reset before headers')),
          curlProbe(
            'http://b/',
            said('upstream connect error or disconnect/reset before headers. reset reason: connection failure'),
          ),
          curlProbe('http://c/', said('upstream request timeout')),
          curlProbe('http://d/', said('Jwt is missing')),
          curlProbe('http://e/', said('local_rate_limited')),
          curlProbe('http://f/', { status: 404, fromEnvoy: true }),
          curlProbe('http://g/', { status: 500, fromEnvoy: true }),
        ],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'upstreamReset', subject: workload },
        { messageId: 'upstreamConnection', subject: workload },
        { messageId: 'upstreamTimeout', subject: workload },
        { messageId: 'token', subject: workload, severity: 'warning' },
        { messageId: 'overload', subject: workload, severity: 'info' },
        { messageId: 'noMatchingRoute', subject: workload, severity: 'warning' },
        { messageId: 'envoy', subject: workload, args: { status: 500 } },
      ],
    },
    'the other ways to fail': {
      given: {
        curlProbes: [
          curlProbe('http://a/', { outcome: 'not-connected' }),
          curlProbe('http://b/', { outcome: 'no-route' }),
          curlProbe('http://c/', { outcome: 'name-not-resolved' }),
          curlProbe('http://d/', { outcome: 'certificate' }),
          curlProbe('http://e/', { outcome: 'other', excerpt: '' }),
          curlProbe('http://f/', { status: 500, server: 'istio-envoy' }),
          curlProbe('http://g/', { status: 500 }),
        ],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'notConnected', subject: workload },
        { messageId: 'noRoute', subject: workload },
        { messageId: 'nameNotResolved', subject: workload },
        { messageId: 'certificate', subject: workload },
        { messageId: 'other', subject: workload, severity: 'warning', args: { cause: 'nothing more is recorded' } },
        { messageId: 'application', subject: workload, severity: 'info', args: { status: 500 } },
        { messageId: 'status', subject: workload, severity: 'warning', args: { status: 500 } },
      ],
    },
  },
});
