import { describe, expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

describe('VirtualService', () => {
  test('destinations with their fields, weights and mirrors', () => {
    const { group, spec } = objectFrom(`
      apiVersion: networking.istio.io/v1alpha3
      kind: VirtualService
      metadata:
        name: reviews
      spec:
        gateways:
        - istio-system/web
        - mesh
        hosts:
        - reviews
        http:
        - match:
          - headers:
              end-user:
                exact: jason
          name: canary
          route:
          - destination:
              host: reviews
              subset: v2
        - mirror:
            host: audit
          mirrors:
          - destination:
              host: shadow
              port:
                number: 8080
          route:
          - destination:
              host: reviews
              port:
                number: "9080"
              subset: v1
            weight: 90
          - destination:
              host: reviews
              subset: v2
            weight: 10
        - redirect:
            uri: /
        tcp:
        - route:
          - destination:
              host: db
    `);
    expect(group).toBe('networking.istio.io');
    expect(spec).toEqual({
      hosts: ['reviews'],
      gateways: ['istio-system/web', 'mesh'],
      namesGateways: true,
      exportTo: [],
      routes: [
        {
          protocol: 'http',
          field: 'spec.http[0]',
          name: 'canary',
          matches: [
            {
              field: 'spec.http[0].match[0]',
              text: '{"headers":{"end-user":{"exact":"jason"}}}',
              headers: new Map([['end-user', { kind: 'exact', value: 'jason' }]]),
              withoutHeaders: new Map(),
              queryParams: new Map(),
              sourceLabels: new Map(),
              gateways: [],
              sniHosts: [],
              destinationSubnets: [],
            },
          ],
          destinations: [{ field: 'spec.http[0].route[0].destination', host: 'reviews', subset: 'v2' }],
        },
        {
          protocol: 'http',
          field: 'spec.http[1]',
          destinations: [
            { field: 'spec.http[1].route[0].destination', host: 'reviews', subset: 'v1', port: 9080, weight: 90 },
            { field: 'spec.http[1].route[1].destination', host: 'reviews', subset: 'v2', weight: 10 },
          ],
          mirrors: [
            { field: 'spec.http[1].mirrors[0].destination', host: 'shadow', port: 8080 },
            { field: 'spec.http[1].mirror', host: 'audit' },
          ],
        },
        { protocol: 'http', field: 'spec.http[2]', destinations: [], redirect: { uri: '/' } },
        {
          protocol: 'tcp',
          field: 'spec.tcp[0]',
          destinations: [{ field: 'spec.tcp[0].route[0].destination', host: 'db' }],
        },
      ],
    });
  });

  test('without gateways it is for the mesh', () => {
    const { spec } = objectFrom(`
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: reviews}
      spec: {hosts: [reviews], exportTo: [.]}
    `);
    expect(spec).toEqual({ hosts: ['reviews'], gateways: ['mesh'], exportTo: ['.'], routes: [] });
  });
});

describe('DestinationRule', () => {
  const rule = (spec: string) =>
    objectFrom(`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: reviews}
    spec: {host: reviews, ${spec}}
  `).spec;

  test('TLS of the host, of ports and of subsets', () => {
    expect(
      rule(`
        trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 8443}, tls: {mode: SIMPLE}}, {port: {number: 80}}]},
        subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}, trafficPolicy: {tls: {mode: DISABLE}}}]
      `),
    ).toEqual({
      host: 'reviews',
      exportTo: [],
      tls: 'ISTIO_MUTUAL',
      portTls: new Map([[8443, 'SIMPLE']]),
      policy: {
        field: 'spec.trafficPolicy',
        tls: { field: 'spec.trafficPolicy.tls', mode: 'ISTIO_MUTUAL', subjectAltNames: [] },
        ports: [
          {
            field: 'spec.trafficPolicy.portLevelSettings[0]',
            port: 8443,
            tls: { field: 'spec.trafficPolicy.portLevelSettings[0].tls', mode: 'SIMPLE', subjectAltNames: [] },
          },
          { field: 'spec.trafficPolicy.portLevelSettings[1]', port: 80 },
        ],
      },
      subsets: [
        { field: 'spec.subsets[0]', name: 'v1', labels: new Map([['version', 'v1']]) },
        {
          field: 'spec.subsets[1]',
          name: 'v2',
          labels: new Map([['version', 'v2']]),
          tls: 'DISABLE',
          policy: {
            field: 'spec.subsets[1].trafficPolicy',
            tls: { field: 'spec.subsets[1].trafficPolicy.tls', mode: 'DISABLE', subjectAltNames: [] },
            ports: [],
          },
        },
      ],
    });
  });

  test('no TLS settings, and settings without a mode', () => {
    expect(rule('trafficPolicy: {loadBalancer: {simple: RANDOM}}')).not.toHaveProperty('tls');
    expect(rule('trafficPolicy: {tls: {sni: reviews}}')).toHaveProperty('tls', 'DISABLE');
  });
});

test('Gateway', () => {
  const { kind, spec } = objectFrom(`
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: web}
    spec:
      selector: {istio: ingressgateway}
      servers:
      - hosts: ["*.example.com"]
        port: {name: https, number: 443, protocol: HTTPS}
        tls: {credentialName: web-cert, mode: SIMPLE}
      - hosts: [shop/cart.example.com]
        port: {number: 80, protocol: HTTP}
        tls: {httpsRedirect: true}
  `);
  expect(kind).toBe('Gateway.networking.istio.io');
  expect(spec).toEqual({
    selector: new Map([['istio', 'ingressgateway']]),
    servers: [
      {
        field: 'spec.servers[0]',
        port: 443,
        protocol: 'HTTPS',
        portName: 'https',
        hosts: ['*.example.com'],
        tlsMode: 'SIMPLE',
        credentialName: 'web-cert',
        tls: { mode: 'SIMPLE', credentialName: 'web-cert', credentialNames: [] },
      },
      {
        field: 'spec.servers[1]',
        port: 80,
        protocol: 'HTTP',
        hosts: ['shop/cart.example.com'],
        tls: { httpsRedirect: true, credentialNames: [] },
      },
    ],
  });
});

test('ServiceEntry: defaults, and endpoints with an address', () => {
  const { spec } = objectFrom(`
    apiVersion: networking.istio.io/v1beta1
    kind: ServiceEntry
    metadata: {name: bank}
    spec:
      hosts: [api.bank.example]
      endpoints: [{address: 192.0.2.1}, {network: east}]
      ports: [{number: 443, name: tls, protocol: TLS, targetPort: 8443}]
      workloadSelector: {labels: {app: bank}}
  `);
  expect(spec).toEqual({
    hosts: ['api.bank.example'],
    addresses: [],
    exportTo: [],
    location: 'MESH_EXTERNAL',
    resolution: 'NONE',
    ports: [{ field: 'spec.ports[0]', number: 443, name: 'tls', protocol: 'TLS', targetPort: 8443 }],
    endpoints: [{ field: 'spec.endpoints[0]', address: '192.0.2.1', ports: new Map(), labels: new Map() }],
    endpointCount: 2,
    workloadSelector: new Map([['app', 'bank']]),
  });
});

test('Sidecar', () => {
  const { spec } = objectFrom(`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata: {name: default}
    spec:
      egress: [{hosts: [./*, istio-system/*]}, {port: {number: 80}, hosts: [shop/*]}]
      outboundTrafficPolicy: {mode: REGISTRY_ONLY}
  `);
  expect(spec).toEqual({
    workloadSelector: new Map(),
    egressHosts: ['./*', 'istio-system/*', 'shop/*'],
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    egress: [
      { field: 'spec.egress[0]', hosts: ['./*', 'istio-system/*'] },
      { field: 'spec.egress[1]', hosts: ['shop/*'], port: 80 },
    ],
    ingress: [],
  });
});

test('EnvoyFilter, of today and of Istio 1.0', () => {
  const filter = (spec: string) =>
    objectFrom(`
    apiVersion: networking.istio.io/v1alpha3
    kind: EnvoyFilter
    metadata: {name: lua}
    spec: ${spec}
  `).spec;
  expect(
    filter(
      '{workloadSelector: {labels: {app: cart}}, configPatches: [{applyTo: HTTP_FILTER, patch: {operation: MERGE}}]}',
    ),
  ).toEqual({
    workloadSelector: new Map([['app', 'cart']]),
    patches: ['HTTP_FILTER'],
    configPatches: [
      { field: 'spec.configPatches[0]', applyTo: 'HTTP_FILTER', hasPatch: true, operation: 'MERGE', types: [] },
    ],
  });
  expect(filter('{workloadLabels: {app: cart}, filters: [{filterName: envoy.lua, filterType: HTTP}]}')).toEqual({
    workloadSelector: new Map([['app', 'cart']]),
    patches: ['HTTP_FILTER'],
    configPatches: [],
    oldFields: true,
  });
});
