import { describe, expect, test } from 'vitest';
import { behindLogMessage } from '../../../../src/model/lookup/behind/log-message.js';
import { behindRejection } from '../../../../src/model/lookup/behind/rejection.js';
import { container, podSpec, serviceSpec } from '../../../helpers/facets/kubernetes.js';
import { containerLog, controlPlaneLog, signatureMatch } from '../../../helpers/facets/logs.js';
import { type Known, known } from './known.js';

const cart = { namespace: 'shop', name: 'cart-6f5b' };
const ingress = { namespace: 'istio-system', name: 'ingress-7d' };
const pods = {
  podSpecs: [
    podSpec(),
    podSpec({ ...ingress, labels: new Map([['istio', 'ingress']]), containers: [container({ name: 'istio-proxy' })] }),
  ],
};

function refused(text: string, facets: Known, ...proxies: readonly (typeof cart)[]) {
  return behindRejection({ text, pods: proxies }, facets);
}

const filter = (name: string, namespace: string, value: string, more = '') => `
  apiVersion: networking.istio.io/v1alpha3
  kind: EnvoyFilter
  metadata: {name: ${name}, namespace: ${namespace}}
  spec:
    ${more}
    configPatches:
      - applyTo: HTTP_FILTER
        match: {context: SIDECAR_INBOUND}
        patch:
          operation: INSERT_BEFORE
          value: ${value}
`;
const lua = `{name: my-lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}`;

describe('a filter that Envoy refuses', () => {
  const unknown = "Didn't find a registered implementation for name: 'envoy.filters.http.golang'";
  const golang = filter('golang', 'shop', '{name: envoy.filters.http.golang}');

  test('the EnvoyFilter that brings it to the proxy', () => {
    expect(refused(unknown, known([golang, filter('lua', 'shop', lua)], pods), cart)).toMatchObject({
      text: 'The patch is that of EnvoyFilter shop/golang.',
      evidence: [{ path: 'mesh.yaml', line: 9, field: 'spec.configPatches[0].patch' }],
      objects: [{ kind: 'EnvoyFilter', namespace: 'shop', name: 'golang' }],
    });
  });

  test('of another namespace, for other labels, or for gateways it is not', () => {
    const elsewhere = filter('golang', 'other', '{name: envoy.filters.http.golang}');
    const selecting = filter(
      'golang',
      'shop',
      '{name: envoy.filters.http.golang}',
      'workloadSelector: {labels: {app: reviews}}',
    );
    const ofGateways = golang.replace('SIDECAR_INBOUND', 'GATEWAY');
    for (const one of [elsewhere, selecting, ofGateways])
      expect(refused(unknown, known(one, pods), cart)).toBeUndefined();
  });

  test('two that could be it are candidates', () => {
    const both = known([filter('a', 'shop', lua), filter('b', 'istio-system', lua)], pods);
    expect(refused('script load error: [string "x"]:1', both, cart)?.text).toBe(
      'By their patches it may come from EnvoyFilter istio-system/b and EnvoyFilter shop/a.',
    );
  });

  test('the message that does not validate', () => {
    const text = 'Proto constraint validation failed (LuaValidationError.InlineCode: value length must be at least 1)';
    expect(refused(text, known([golang, filter('lua', 'shop', lua)], pods), cart)?.objects).toMatchObject([
      { name: 'lua' },
    ]);
    expect(refused(text, known(golang, pods), cart)).toBeUndefined();
  });
});

describe('a Wasm module', () => {
  const plugin = (name: string, namespace: string) => `
    apiVersion: extensions.istio.io/v1alpha1
    kind: WasmPlugin
    metadata: {name: ${name}, namespace: ${namespace}}
    spec:
      url: oci://registry.example/${name}:1
  `;
  const plugins = known([plugin('auth', 'shop'), plugin('auth-next', 'shop'), plugin('auth', 'other')], pods);

  test('is that of the plugin that the line names', () => {
    expect(refused('Plugin shop.auth failed to load', plugins, cart)).toMatchObject({
      text: 'The module may be that of WasmPlugin shop/auth.',
      evidence: [{ line: 5, field: 'spec.url' }],
    });
  });

  test('else of one that the proxy takes', () => {
    expect(refused('Unable to create Wasm HTTP filter', plugins, cart)?.objects).toMatchObject([
      { namespace: 'shop', name: 'auth' },
      { namespace: 'shop', name: 'auth-next' },
    ]);
    expect(refused('Unable to create Wasm HTTP filter', plugins, ingress)).toBeUndefined();
  });
});

describe('a host that is there twice', () => {
  const entry = `
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata: {name: cart, namespace: web}
    spec:
      hosts: [cart.shop.svc.cluster.local]
      ports: [{number: 80, name: http, protocol: HTTP}]
  `;
  const service = `
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec:
      ports: [{name: http, port: 80}]
  `;

  test('a domain: by short name too', () => {
    const text = 'Only unique values for domains are permitted. Duplicate entry of domain cart.shop';
    expect(refused(text, known([entry, service]))).toMatchObject({
      text: 'cart.shop is claimed by ServiceEntry web/cart and Service shop/cart.',
      evidence: [{ line: 5, field: 'spec.hosts[0]' }, { field: 'metadata.name' }],
    });
    expect(refused(text.replace('cart.shop', 'cart.other'), known([entry, service]))).toBeUndefined();
  });

  test('an Envoy cluster', () => {
    const text = 'duplicate cluster outbound|80||cart.shop.svc.cluster.local found';
    expect(refused(text, known([entry, service]))?.objects).toMatchObject([
      { kind: 'ServiceEntry', namespace: 'web' },
      { kind: 'Service', namespace: 'shop' },
    ]);
  });
});

describe('a listener', () => {
  const gateway = (name: string, port: number, selector = 'ingress') => `
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: ${name}, namespace: shop}
    spec:
      selector: {istio: ${selector}}
      servers:
        - port: {number: ${port}, name: https, protocol: HTTPS}
          hosts: ["*.${name}.example"]
          tls: {mode: SIMPLE, credentialName: ${name}-cert}
  `;
  const gateways = [gateway('a', 443), gateway('b', 443), gateway('c', 8080), gateway('d', 443, 'other')];
  const service = serviceSpec({
    namespace: 'istio-system',
    name: 'ingress',
    selector: new Map([['istio', 'ingress']]),
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 8443 }],
  });
  const facets = known(gateways, { ...pods, serviceSpecs: [service] });
  const conflict = "error adding listener '0.0.0.0:8443': filter chain 'a' has the same matching rules defined as 'b'";

  test('of a gateway is made of the servers behind its port', () => {
    expect(refused(conflict, facets, ingress)).toMatchObject({
      text: 'Port 8443 is that of a server of Gateway shop/a and Gateway shop/b.',
      evidence: [
        { line: 7, field: 'spec.servers[0].port' },
        { line: 18, field: 'spec.servers[0].port' },
      ],
    });
    expect(refused('0.0.0.0_8443: something new', facets, ingress)?.text).toBe(
      'The listener on port 8443 is made of Gateway shop/a and Gateway shop/b.',
    );
  });

  test('of another port, or of a sidecar, is not', () => {
    expect(refused(conflict.replace('8443', '9443'), facets, ingress)).toBeUndefined();
    expect(refused('0.0.0.0_8443: something new', facets, cart)).toBeUndefined();
  });

  test('on a port that belongs to the proxy', () => {
    const text = "'0.0.0.0_15090' has duplicate address '0.0.0.0:15090' as existing listener";
    const taken = known(
      `
      apiVersion: v1
      kind: Service
      metadata: {name: metrics, namespace: shop}
      spec:
        ports: [{name: http, port: 15090}]
      `,
      pods,
    );
    expect(refused(text, taken, cart)).toMatchObject({
      text: 'Port 15090 is asked for by Service shop/metrics.',
      evidence: [{ line: 5, field: 'spec.ports' }],
    });
  });

  test('a secret that a log names: the Gateway', () => {
    const message = (secret: string) => ({
      signature: 'gateway-secret-invalid',
      sightings: [{ log: controlPlaneLog(), match: signatureMatch('gateway-secret-invalid', { secret }) }],
    });
    expect(behindLogMessage(message('istio-system/a-cert'), facets)).toMatchObject({
      text: expect.stringContaining('It is named by Gateway shop/a.'),
      evidence: [{ line: 9, field: 'spec.servers[0].tls.credentialName' }],
    });
    expect(behindLogMessage(message('istio-system/nosuch'), facets)).toBeUndefined();
  });
});

describe('a certificate file', () => {
  const rule = `
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: partner, namespace: shop}
    spec:
      host: api.partner.example
      trafficPolicy:
        tls: {mode: SIMPLE, caCertificates: /etc/certs/partner.pem}
  `;

  test('is named by a DestinationRule', () => {
    expect(refused('Invalid path: /etc/certs/partner.pem', known(rule))).toMatchObject({
      text: 'The file is named by DestinationRule shop/partner.',
      evidence: [{ line: 7, field: 'spec.trafficPolicy.tls.caCertificates' }],
    });
    expect(refused('Invalid path: /etc/certs/other.pem', known(rule))).toBeUndefined();
  });
});

describe('messages of logs', () => {
  const facets = known([filter('lua', 'shop', lua), filter('far', 'other', lua)], pods);
  const line =
    '2026-03-04T09:00:00Z warn ads ADS:LDS: ACK ERROR cart-6f5b.shop-12 Internal:Error adding/updating listener(s) virtualInbound: script load error: [string "x"]:1';
  const match = signatureMatch(
    'nack-lua-script',
    { reason: '[string "x"]:1' },
    {
      samples: [{ path: 'istiod.log', line: 1, excerpt: line }],
    },
  );

  test('istiod names the proxy, and the EnvoyFilter is one that it takes', () => {
    const message = { signature: 'nack-lua-script', sightings: [{ log: controlPlaneLog(match), match }] };
    expect(behindLogMessage(message, facets)?.text).toBe('The patch is that of EnvoyFilter shop/lua.');
  });

  test('a proxy speaks of itself', () => {
    const own = { ...match, samples: [{ path: 'proxy.log', line: 1, excerpt: 'script load error: x' }] };
    const message = {
      signature: 'nack-lua-script',
      sightings: [{ log: containerLog({ matches: [own] }), match: own }],
    };
    expect(behindLogMessage(message, facets)?.objects).toMatchObject([{ namespace: 'shop', name: 'lua' }]);
  });

  test('signing keys and EnvoyFilters are found by what the line names', () => {
    const authentication = known(`
      apiVersion: security.istio.io/v1
      kind: RequestAuthentication
      metadata: {name: jwt, namespace: shop}
      spec:
        jwtRules: [{issuer: me, jwksUri: "https://a.example/keys"}]
    `);
    const said = (signature: string, keys: Record<string, string>, about: Known) =>
      behindLogMessage(
        { signature, sightings: [{ log: controlPlaneLog(), match: signatureMatch(signature, keys) }] },
        about,
      );
    expect(said('istiod-jwks-fetch-failed', { url: 'https://a.example/keys' }, authentication)?.text).toBe(
      'The address is that of RequestAuthentication shop/jwt.',
    );
    expect(said('istiod-jwks-fetch-failed', { url: 'https://b.example/keys' }, authentication)).toBeUndefined();
    expect(said('istiod-envoyfilter-failed', { filter: 'shop/lua' }, facets)?.objects).toMatchObject([{ name: 'lua' }]);
  });
});
