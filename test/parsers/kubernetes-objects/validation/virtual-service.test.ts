import { describeValidation } from '../../../helpers/validation.js';

const route = [{ destination: { host: 'cart' } }];

/** One HTTP route with these settings beside its destination. */
function http(settings: object, rest: object = {}) {
  return { hosts: ['cart'], http: [{ route, ...settings }], ...rest };
}

function match(request: object, rest: object = {}) {
  return http({ match: [request] }, rest);
}

function tls(connection: object, rest: object = {}) {
  return {
    hosts: ['*.example.com'],
    tls: [{ match: [{ sniHosts: ['a.example.com'], ...connection }], route }],
    ...rest,
  };
}

const here = 'spec.http[0]';
const gateways = ['shop/public'];

describeValidation(
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
  {
    'some route is needed': { valid: http({}), invalid: { hosts: ['cart'] }, errors: ['spec'] },
    'a host must be a DNS name': {
      valid: http({}, { hosts: ['*.cart'] }),
      invalid: http({}, { hosts: ['car_t'] }),
      errors: ['spec.hosts[0]'],
    },
    'a host may be an address': {
      valid: http({}, { hosts: ['10.0.0.1'] }),
      invalid: http({}, { hosts: ['10.0.0.300'] }),
      errors: ['spec.hosts[0]'],
    },
    '* is for gateways only': {
      valid: http({}, { hosts: ['*'], gateways }),
      invalid: http({}, { hosts: ['*'] }),
      errors: ['spec.hosts[0]'],
    },
    'no host covers another': {
      valid: http({}, { hosts: ['*.a.example', 'a.example'] }),
      invalid: http({}, { hosts: ['b.a.example', '*.a.example'] }),
      errors: ['spec.hosts[0]'],
    },
    'a delegate names no gateways': {
      valid: { http: [{ route }] },
      invalid: { http: [{ route }], gateways },
      errors: ['spec.gateways'],
    },
    'a delegate does not delegate': {
      valid: { hosts: ['cart'], http: [{ delegate: { name: 'more' } }] },
      invalid: { http: [{ delegate: { name: 'more' }, route }] },
      errors: [`${here}.delegate`],
    },
    'a route beside delegate': {
      valid: { hosts: ['cart'], http: [{ delegate: { name: 'more' } }] },
      invalid: http({ delegate: { name: 'more' } }),
      errors: [`${here}.route`],
    },
    'gateway names': {
      valid: http({}, { gateways: ['public', 'other/public', 'mesh'] }),
      invalid: http({}, { gateways: ['other/pub.lic'] }),
      errors: ['spec.gateways[0]'],
    },
    'gateway names of Istio 1.0': {
      valid: http({}, { gateways: ['other/public'] }),
      invalid: http({}, { gateways: ['public.other.svc.cluster.local'] }),
      warnings: ['spec.gateways[0]'],
    },
    'weights of several destinations': {
      valid: http({ route: [{ ...route[0], weight: 0 }] }),
      invalid: http({ route: [{ ...route[0], weight: 0 }, route[0]] }),
      errors: [`${here}.route`],
    },
    'a weight is not negative': {
      valid: http({ route: [{ ...route[0], weight: 100 }] }),
      invalid: http({ route: [{ ...route[0], weight: -1 }] }),
      errors: [`${here}.route[0].weight`],
    },
    'a destination is a host': {
      valid: http({ route: [{ destination: { host: '*.example.com' } }] }),
      invalid: http({ route: [{ destination: { host: '*' } }] }),
      errors: [`${here}.route[0].destination.host`],
    },
    'a destination needs a host': {
      valid: http({}),
      invalid: http({ route: [{ destination: { subset: 'v1' } }] }),
      errors: [`${here}.route[0].destination.host`],
    },
    'a subset is a DNS label': {
      valid: http({ route: [{ destination: { host: 'cart', subset: 'v1' } }] }),
      invalid: http({ route: [{ destination: { host: 'cart', subset: 'v1.2' } }] }),
      errors: [`${here}.route[0].destination.subset`],
    },
    'ports are above 0': {
      valid: http({ route: [{ destination: { host: 'cart', port: { number: 80 } } }] }),
      invalid: http({ route: [{ destination: { host: 'cart', port: { number: 0 } } }] }),
      errors: [`${here}.route[0].destination.port.number`],
    },
    'a redirect stands alone': {
      valid: { hosts: ['cart'], http: [{ redirect: { uri: '/new' } }] },
      invalid: http({ redirect: { uri: '/new' }, rewrite: { uri: '/x' } }),
      errors: [`${here}.rewrite`, `${here}.route`],
    },
    'a redirect changes something': {
      valid: { hosts: ['cart'], http: [{ redirect: { port: 443 } }] },
      invalid: { hosts: ['cart'], http: [{ redirect: { redirectCode: 301 } }] },
      errors: [`${here}.redirect`],
    },
    'status of a redirect': {
      valid: { hosts: ['cart'], http: [{ redirect: { uri: '/new', redirectCode: 308 } }] },
      invalid: { hosts: ['cart'], http: [{ redirect: { uri: '/new', redirectCode: 200 } }] },
      errors: [`${here}.redirect`],
    },
    'a direct response has a status': {
      valid: { hosts: ['cart'], http: [{ directResponse: { status: 503, body: { string: 'later' } } }] },
      invalid: { hosts: ['cart'], http: [{ directResponse: { body: { string: 'later' } } }] },
      errors: [`${here}.directResponse.status`],
    },
    'a large body': {
      valid: { hosts: ['cart'], http: [{ directResponse: { status: 200, body: { string: 'x'.repeat(102_400) } } }] },
      invalid: { hosts: ['cart'], http: [{ directResponse: { status: 200, body: { string: 'x'.repeat(102_401) } } }] },
      warnings: [`${here}.directResponse.body`],
    },
    'a rewrite of URI or regex': {
      valid: http({ rewrite: { uriRegexRewrite: { match: '^/a/(.*)', rewrite: '/\\1' } } }),
      invalid: http({ rewrite: { uri: '/x', uriRegexRewrite: { match: 'a', rewrite: 'b' } } }),
      errors: [`${here}.rewrite`],
    },
    'durations are whole milliseconds': {
      valid: http({ timeout: '1.5s' }),
      invalid: http({ timeout: '1.5ms' }),
      errors: [`${here}.timeout`],
    },
    'durations are not zero': {
      valid: http({ timeout: '1h5m' }),
      invalid: http({ timeout: '0s' }),
      errors: [`${here}.timeout`],
    },
    'durations have units': {
      valid: http({ timeout: '5s' }),
      invalid: http({ timeout: '5' }),
      errors: [`${here}.timeout`],
    },
    'regular expressions are RE2': {
      valid: match({ uri: { regex: '/a/(?:b|c)+' } }),
      invalid: match({ uri: { regex: '/a/(?!b).*' } }),
      errors: [`${here}.match[0].uri.regex`],
    },
    'only the URI has an empty prefix': {
      valid: match({ uri: { prefix: '' } }),
      invalid: match({ method: { prefix: '' } }),
      errors: [`${here}.match[0].method.prefix`],
    },
    'one kind of match': {
      valid: match({ uri: { exact: '/' } }),
      invalid: match({ uri: { exact: '/', prefix: '/' } }),
      refused: [`${here}.match[0].uri`],
    },
    'names of headers': {
      valid: match({ headers: { ':path': { exact: '/' }, 'x-user': { exact: 'a' } } }),
      invalid: match({ headers: { 'x user': { exact: 'a' } } }),
      errors: [`${here}.match[0].headers["x user"]`],
    },
    'claims are matched at gateways': {
      valid: match({ headers: { '@request.auth.claims.group': { exact: 'a' } } }, { gateways }),
      invalid: match({ headers: { '@request.auth.claims.group': { exact: 'a' } } }),
      errors: [`${here}.match[0]`],
    },
    'Host is set in requests only': {
      valid: http({ headers: { request: { set: { Host: 'a' } } } }),
      invalid: http({ headers: { response: { set: { Host: 'a' } } } }),
      errors: [`${here}.headers.response.set.Host`],
    },
    'the authority is set once': {
      valid: http({ rewrite: { authority: 'a' } }),
      invalid: http({ rewrite: { authority: 'a' }, headers: { request: { set: { ':authority': 'b' } } } }),
      errors: [here],
    },
    'percent signs in headers': {
      valid: http({ headers: { request: { add: { a: '100%%', b: '%REQ(x)%' } } } }),
      invalid: http({ headers: { request: { add: { a: '100%' } } } }),
      errors: [`${here}.headers.request.add.a`],
    },
    'a fault is a delay or an abort': {
      valid: http({ fault: { delay: { fixedDelay: '1s', percentage: { value: 0.1 } } } }),
      invalid: http({ fault: {} }),
      errors: [`${here}.fault`],
    },
    'an HTTP status of a fault': {
      valid: http({ fault: { abort: { httpStatus: 503 } } }),
      invalid: http({ fault: { abort: { httpStatus: 199 } } }),
      errors: [`${here}.fault.abort.httpStatus`],
    },
    'a gRPC status of a fault': {
      valid: http({ fault: { abort: { grpcStatus: 'NOT_FOUND' } } }),
      invalid: http({ fault: { abort: { grpcStatus: 'NOTFOUND' } } }),
      errors: [`${here}.fault.abort.grpcStatus`],
    },
    percentages: {
      valid: http({ fault: { abort: { httpStatus: 503, percentage: { value: 0.0001 } } } }),
      invalid: http({ fault: { abort: { httpStatus: 503, percentage: { value: 0.00001 } } } }),
      errors: [`${here}.fault.abort.percentage.value`],
    },
    'retries that are off': {
      valid: http({ retries: { attempts: 0 } }),
      invalid: http({ retries: { attempts: 0, perTryTimeout: '1s' } }),
      errors: [`${here}.retries.attempts`],
    },
    'what is retried': {
      valid: http({ retries: { attempts: 2, retryOn: '5xx,reset,503' } }),
      invalid: http({ retries: { attempts: 2, retryOn: '5xx, reset' } }),
      errors: [`${here}.retries.retryOn`],
    },
    'methods of CORS': {
      valid: http({ corsPolicy: { allowOrigins: [{ exact: 'https://a' }], allowMethods: ['GET', '*'] } }),
      invalid: http({ corsPolicy: { allowMethods: ['get'] } }),
      errors: [`${here}.corsPolicy.allowMethods[0]`],
    },
    'origins of CORS': {
      valid: http({ corsPolicy: { allowOrigins: [{ regex: '.*' }] } }),
      invalid: http({ corsPolicy: { allowOrigins: [{}] } }),
      errors: [`${here}.corsPolicy.allowOrigins[0]`],
    },
    'the age of CORS': {
      valid: http({ corsPolicy: { maxAge: '24h' } }),
      invalid: http({ corsPolicy: { maxAge: '1.5s' } }),
      errors: [`${here}.corsPolicy.maxAge`],
    },
    'one way to mirror': {
      valid: http({ mirrors: [{ destination: { host: 'copy' }, percentage: { value: 50 } }] }),
      invalid: http({ mirror: { host: 'copy' }, mirrors: [{ destination: { host: 'copy' } }] }),
      errors: [here],
    },
    'mirrorPercent is deprecated': {
      valid: http({ mirror: { host: 'copy' }, mirrorPercentage: { value: 50 } }),
      invalid: http({ mirror: { host: 'copy' }, mirror_percent: 50 }),
      warnings: [`${here}.mirrorPercent`],
    },
    'SNI hosts are among the hosts': {
      valid: tls({}),
      invalid: tls({ sniHosts: ['a.example.org'] }),
      errors: ['spec.tls[0].match[0].sniHosts[0]'],
    },
    'an address is no SNI': {
      valid: tls({}),
      invalid: tls({ sniHosts: ['10.0.0.1'] }),
      warnings: ['spec.tls[0].match[0].sniHosts[0]'],
    },
    subnets: {
      valid: tls({ destinationSubnets: ['10.0.0.0/8', '::1'] }),
      invalid: tls({ destinationSubnets: ['10.0.0.0/33'] }),
      errors: ['spec.tls[0].match[0].destinationSubnets[0]'],
    },
    'a TCP route goes somewhere': {
      valid: { hosts: ['cart'], tcp: [{ match: [{ port: 80 }], route }] },
      invalid: { hosts: ['cart'], tcp: [{ match: [{ port: 80 }] }] },
      errors: ['spec.tcp[0].route'],
    },
    exportTo: {
      valid: http({}, { exportTo: ['.', 'web'] }),
      invalid: http({}, { exportTo: ['.', 'shop', '~'] }),
      errors: ['spec.exportTo[1]', 'spec.exportTo[2]'],
    },
    'headers of Istio 1.0': {
      valid: http({ appendHeaders: { a: 'b' }, websocketUpgrade: true }),
      invalid: http({ appendHeader: { a: 'b' } }),
      refused: [`${here}.appendHeader`],
    },
  },
);
