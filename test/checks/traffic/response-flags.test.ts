import { trafficResponseFlags } from '../../../src/checks/traffic/response-flags.js';
import type { AccessLogGroup } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { virtualService } from '../../helpers/facets/configuration.js';
import { endpoints, pod } from '../../helpers/facets/kubernetes.js';
import { accessLog, accessLogGroup, containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

/** One proxy with a hundred access-log lines, these among them. */
function given(...groups: AccessLogGroup[]) {
  return { proxyLogs: [containerLog({ access: accessLog(groups) })], mesh: mesh() };
}

/** The same among ten thousand lines. */
function amongMany(...groups: AccessLogGroup[]) {
  return { proxyLogs: [containerLog({ access: accessLog(groups, { lines: 10_000 }) })], mesh: mesh() };
}

function noRoute(authority: string, count = 10): AccessLogGroup {
  const { cluster: _, ...group } = accessLogGroup({
    flags: 'NR',
    code: 404,
    details: 'route_not_found',
    authority,
    count,
  });
  return group;
}

const gateway = {
  pod: { namespace: 'istio-system', name: 'istio-ingressgateway-7d' },
  workload: 'istio-ingressgateway',
};

function atGateway(...groups: AccessLogGroup[]) {
  return { proxyLogs: [containerLog({ ...gateway, access: accessLog(groups) })], mesh: mesh() };
}

const refusedInbound = accessLogGroup({
  flags: 'UF',
  cluster: 'inbound|8080||',
  details: 'upstream_reset_before_response_started{remote_connection_failure}',
  transportFailure: 'delayed_connect_error:_111',
});

describeCheck(trafficResponseFlags, {
  notApplicable: {
    'access logging is off': { given: { proxyLogs: [containerLog()], mesh: mesh() }, because: 'access log' },
  },
  silent: {
    'an access log without failures': given(),
    'a few failures among many lines': amongMany(accessLogGroup({ count: 19 })),
    'clients that go away, below five in a hundred': given(accessLogGroup({ flags: 'DC', code: 0, count: 4 })),
    'many clients that go away are still few of all': amongMany(accessLogGroup({ flags: 'DC', code: 0, count: 100 })),
    'scanners at a gateway': atGateway(noRoute('203.0.113.7'), noRoute('wp.example')),
    'scanners at a gateway with a VirtualService for every host': {
      ...atGateway(noRoute('203.0.113.7')),
      virtualServices: [virtualService({ spec: { hosts: ['*'] } })],
    },
    'port scans at a gateway': atGateway({
      flags: 'NR',
      code: 0,
      details: 'filter_chain_not_found',
      count: 10,
      samples: [],
    }),
    'flags that are not known': given(accessLogGroup({ flags: 'RFCF', details: 'x' })),
    'three ready endpoints and few lines': {
      ...amongMany(accessLogGroup({ count: 2 })),
      endpoints: [endpoints({ namespace: 'shop', service: 'reviews' })],
    },
  },
  fires: {
    'no healthy endpoint': {
      given: given(accessLogGroup()),
      expect: [
        {
          messageId: 'al-uh',
          subject: 'Service shop/reviews',
          args: { destination: 'shop/reviews:9080', host: 'reviews.shop.svc.cluster.local', count: 10, proxies: 1 },
          line: 12,
        },
      ],
    },
    'twenty lines are many, but no outage': {
      given: amongMany(accessLogGroup({ count: 20 })),
      expect: [{ messageId: 'al-uh', subject: 'Service shop/reviews', severity: 'warning' }],
    },
    'a single line, when Kubernetes has no ready endpoint either': {
      given: {
        ...amongMany(accessLogGroup({ count: 1 })),
        endpoints: [endpoints({ namespace: 'shop', service: 'reviews', addresses: [] })],
      },
      expect: [{ messageId: 'al-uh', subject: 'Service shop/reviews', severity: 'error', evidence: 2 }],
    },
    'one finding for a service, over all proxies that call it': {
      given: {
        proxyLogs: [
          containerLog({ access: accessLog([accessLogGroup({ first: '2026-03-04T08:00:00Z' })]) }),
          containerLog({
            pod: { namespace: 'shop', name: 'web-1' },
            workload: 'web',
            access: accessLog([accessLogGroup({ count: 1 })]),
            source: { path: 'proxies/shop/web-1/istio-proxy.log' },
          }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'al-uh', subject: 'Service shop/reviews', args: { count: 11, proxies: 2 }, evidence: 2 }],
    },
    'the application behind the proxy does not listen': {
      given: given(refusedInbound),
      expect: [
        {
          messageId: 'tcp-connect-refused-111',
          subject: 'Workload shop/cart',
          args: { destination: 'the application of shop/cart on port 8080' },
        },
      ],
    },
    'TLS to a server that speaks plain text': {
      given: given(accessLogGroup({ flags: 'UF,URX', transportFailure: 'TLS error: 268435703:WRONG_VERSION_NUMBER' })),
      expect: [{ messageId: 'tls-wrong-version', subject: 'Service shop/reviews' }],
    },
    'an external host': {
      given: given(accessLogGroup({ flags: 'UF', cluster: 'outbound|443||api.partner.example' })),
      expect: [{ messageId: 'al-uf', subject: 'Workload shop/cart', args: { destination: 'api.partner.example:443' } }],
    },
    'a route that a sidecar does not have': {
      given: given(noRoute('nosuch:80')),
      expect: [{ messageId: 'al-nr-route', subject: 'Workload shop/cart', args: { destination: 'nosuch:80' } }],
    },
    'a gateway without a route for a host that a VirtualService names': {
      given: {
        ...atGateway(noRoute('shop.example')),
        virtualServices: [virtualService({ spec: { hosts: ['*.example'] } })],
      },
      expect: [{ messageId: 'al-nr-route', subject: 'Workload istio-system/istio-ingressgateway' }],
    },
    'one in twenty clients goes away': {
      given: given(accessLogGroup({ flags: 'DC', code: 0, count: 5 })),
      expect: [{ messageId: 'al-dc', subject: 'Service shop/reviews', severity: 'info' }],
    },
    'who called, since when, and most in which minute': {
      given: {
        ...given({
          ...refusedInbound,
          first: '2026-03-04T08:00:10Z',
          last: '2026-03-04T08:02:00Z',
          bucketSeconds: 60,
          times: [
            { at: '2026-03-04T08:00:00Z', count: 8 },
            { at: '2026-03-04T08:02:00Z', count: 2 },
          ],
          callers: [
            { address: '10.244.2.9', count: 9 },
            { address: '192.0.2.7', count: 1 },
          ],
        }),
        pods: [pod({ name: 'web-1', workload: 'web', ip: '10.244.2.9' })],
      },
      expect: [
        {
          messageId: 'tcp-connect-refused-111',
          subject: 'Workload shop/cart',
          args: {
            callers: 'shop/web, 192.0.2.7',
            since: '2026-03-04T08:00:10Z',
            peak: 8,
            peakAt: '2026-03-04T08:00:00Z',
          },
        },
      ],
    },
    'a sidecar calls for its own workload': {
      given: given(accessLogGroup({ callers: [{ address: '10.244.1.7', count: 10 }] })),
      expect: [{ messageId: 'al-uh', subject: 'Service shop/reviews', args: { callers: 'shop/cart' } }],
    },
    'two policies refuse: two findings': {
      given: given(
        accessLogGroup({
          flags: '-',
          code: 403,
          cluster: 'inbound|80||',
          details: 'rbac_access_denied_matched_policy[none]',
        }),
        accessLogGroup({
          flags: '-',
          code: 403,
          cluster: 'inbound|80||',
          details: 'rbac_access_denied_matched_policy[ns[shop]-policy[deny]-rule[0]]',
        }),
      ),
      expect: [
        {
          messageId: 'al-rbac-denied',
          subject: 'Workload shop/cart',
          args: { details: 'rbac_access_denied_matched_policy[none]' },
        },
        {
          messageId: 'al-rbac-denied',
          subject: 'Workload shop/cart',
          args: { details: 'rbac_access_denied_matched_policy[ns[shop]-policy[deny]-rule[0]]' },
        },
      ],
    },
  },
});
