import { describe, expect, test } from 'vitest';
import { behindBlackhole, behindMissingRoute } from '../../../../src/model/lookup/behind/missing-route.js';
import { reportingProxy } from '../../../../src/model/lookup/behind/proxy.js';
import { listener, proxyConfig, routeConfiguration } from '../../../helpers/facets/envoy.js';
import { container, podSpec } from '../../../helpers/facets/kubernetes.js';
import { mesh } from '../../../helpers/facets/mesh.js';
import { known, partialMesh } from './known.js';

const services = `
  apiVersion: v1
  kind: Service
  metadata: {name: reviews, namespace: prod}
  spec:
    selector: {app: reviews}
    ports: [{name: http, port: 9080}]
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec:
    ports: [{name: http, port: 80}]
`;
const pod = { namespace: 'shop', name: 'cart-6f5b' };
const pods = { podSpecs: [podSpec()] };

function atSidecar(host: string, port: number | undefined, facets = known(services, pods)) {
  const asked = { host, ...(port !== undefined && { port }) };
  return behindMissingRoute(asked, reportingProxy(pod, { ...pods, ...facets }), facets);
}

describe('a sidecar without a route', () => {
  test('its route table, and the one that has the host', () => {
    const dump = proxyConfig({
      listeners: [listener()],
      routes: [routeConfiguration('80', ['outbound|80||cart.shop.svc.cluster.local']), other('9080', 'reviews.prod')],
    });
    expect(atSidecar('reviews.prod', 80, known(services, { ...pods, proxyConfigs: [dump] }))).toMatchObject({
      text: 'Route configuration 80 of port 80 has no virtual host for reviews.prod; route configuration 9080 has it. The host is that of Service prod/reviews, on port 9080 and not on 80.',
      evidence: [
        { path: 'proxies/shop/cart-6f5b/config-dump.json', pointer: '/configs/3/dynamic_route_configs/0' },
        { path: 'mesh.yaml', line: 6, field: 'spec.ports' },
      ],
      objects: [{ kind: 'Service', namespace: 'prod', name: 'reviews' }],
    });
  });

  test('the host is in the table: no route of it fits', () => {
    const dump = proxyConfig({ routes: [routeConfiguration('80', [])] });
    expect(atSidecar('cart', 80, known(services, { ...pods, proxyConfigs: [dump] }))?.text).toBe(
      'Route configuration 80 of port 80 has the host (virtual host cart:80), and none of its routes takes the request.',
    );
  });

  test('no object has the host', () => {
    expect(atSidecar('nosuch.shop.svc.cluster.local', 80)).toEqual({
      text: 'No Service or ServiceEntry has host nosuch.shop.svc.cluster.local.',
      evidence: [],
      objects: [],
    });
    expect(
      atSidecar(
        'nosuch.shop.svc.cluster.local',
        80,
        known(services, { ...pods, mesh: partialMesh('Service', 'prod') }),
      ),
    ).toBeUndefined();
  });

  test('a known host on its port, an address, or a bundle without services say nothing', () => {
    expect(atSidecar('reviews.prod', 9080)).toBeUndefined();
    expect(atSidecar('10.0.0.7', 80)).toBeUndefined();
    expect(atSidecar('nosuch', 80, { mesh: mesh(), ...pods })).toBeUndefined();
  });

  test('a Sidecar that does not import the host', () => {
    const facets = known(
      [
        `
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: default, namespace: shop}
        spec:
          egress: [{hosts: [./*]}]
        `,
        services,
      ],
      pods,
    );
    expect(atSidecar('reviews.prod', 9080, facets)).toMatchObject({
      text: 'Sidecar shop/default does not import reviews.prod.svc.cluster.local.',
      evidence: [{ line: 5, field: 'spec.egress' }],
    });
    expect(atSidecar('cart', 80, facets)).toBeUndefined();
  });

  test('a ServiceEntry that is not exported', () => {
    const entry = (exportTo: string) => `
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: partner, namespace: prod}
      spec:
        hosts: [api.partner.example]
        exportTo: ["${exportTo}"]
        ports: [{number: 80, name: http, protocol: HTTP}]
    `;
    expect(atSidecar('api.partner.example', 80, known([entry('.'), services], pods))).toMatchObject({
      text: 'The host is that of ServiceEntry prod/partner, not exported to namespace shop.',
      evidence: [{ line: 6, field: 'spec.exportTo' }],
    });
    expect(atSidecar('api.partner.example', 80, known([entry('*'), services], pods))).toBeUndefined();
  });

  test('a VirtualService all routes of which have a match', () => {
    const routes = (last: string) => `
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: cart, namespace: shop}
      spec:
        hosts: [cart]
        http:
          - match: [{uri: {prefix: /api}}]
            route: [{destination: {host: cart}}]
          ${last}
    `;
    expect(atSidecar('cart', 80, known([routes(''), services], pods))).toMatchObject({
      text: 'The host is routed by VirtualService shop/cart, and what fits none of the matches has no route.',
      evidence: [{ line: 6, field: 'spec.http' }],
    });
    const rest = '- route: [{destination: {host: cart}}]';
    expect(atSidecar('cart', 80, known([routes(rest), services], pods))).toBeUndefined();
  });
});

function other(name: string, domain: string) {
  const route = routeConfiguration(name, []);
  return { ...route, virtualHosts: [{ name: domain, domains: [domain], routes: [] }] };
}

describe('a gateway without a route', () => {
  const podSpecs = [
    podSpec({
      labels: new Map([['istio', 'ingressgateway']]),
      containers: [container({ name: 'istio-proxy' })],
    }),
  ];
  const gateways = `
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: public, namespace: shop}
    spec:
      selector: {istio: ingressgateway}
      servers:
        - port: {number: 80, name: http, protocol: HTTP}
          hosts: ["*.shop.example"]
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: private, namespace: shop}
    spec:
      selector: {istio: private}
      servers:
        - port: {number: 80, name: http, protocol: HTTP}
          hosts: ["*"]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: cart, namespace: shop}
    spec:
      hosts: [cart.shop.example, cart.other.example]
      gateways: [public]
      http:
        - route: [{destination: {host: cart}}]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: admin, namespace: shop}
    spec:
      hosts: [admin.shop.example]
      gateways: [private]
      http:
        - route: [{destination: {host: admin}}]
  `;

  function atGateway(host: string, port?: number, whole = mesh()) {
    const facets = known(gateways, { podSpecs, mesh: whole, serviceSpecs: [], kubernetesRoutes: [] });
    const asked = { host, ...(port !== undefined && { port }) };
    return behindMissingRoute(asked, reportingProxy(pod, facets), facets);
  }

  test('a VirtualService that is bound to another Gateway', () => {
    expect(atGateway('admin.shop.example')).toMatchObject({
      text: 'The host is that of VirtualService shop/admin, bound to Gateway shop/private, and the proxy takes Gateway shop/public.',
      evidence: [{ field: 'spec.gateways', line: 33 }],
      objects: [{ kind: 'VirtualService', name: 'admin' }],
    });
  });

  test('a Gateway whose servers lack the host, or have it on another port', () => {
    expect(atGateway('cart.other.example')?.text).toBe(
      'The host is that of VirtualService shop/cart, and in no server of Gateway shop/public.',
    );
    expect(atGateway('cart.shop.example', 8080)?.text).toBe(
      'In Gateway shop/public the host is on other ports than 8080, on which the requests came.',
    );
  });

  test('everything fits: nothing is said', () => {
    expect(atGateway('cart.shop.example', 80)).toBeUndefined();
  });

  test('nobody has the host, where the bundle has all VirtualServices', () => {
    expect(atGateway('nosuch.example')?.text).toBe(
      'No VirtualService or HTTPRoute in the bundle has host nosuch.example.',
    );
    expect(atGateway('nosuch.example', 80, partialMesh('VirtualService', 'shop'))).toBeUndefined();
  });
});

describe('traffic that is dropped', () => {
  const registryOnly = `
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata: {name: strict, namespace: shop}
    spec:
      outboundTrafficPolicy: {mode: REGISTRY_ONLY}
  `;

  test('by a Sidecar, for a host that nothing has', () => {
    const facets = known([registryOnly, services], { ...pods, serviceEntries: [] });
    expect(behindBlackhole({ host: 'api.partner.example' }, reportingProxy(pod, facets), facets)).toMatchObject({
      text: 'Sidecar shop/strict says REGISTRY_ONLY. No Service or ServiceEntry has host api.partner.example.',
      evidence: [{ line: 5, field: 'spec.outboundTrafficPolicy' }],
    });
  });

  test('by nothing in the bundle', () => {
    const facets = known(services, pods);
    expect(behindBlackhole({}, reportingProxy(pod, facets), facets)).toBeUndefined();
  });
});
