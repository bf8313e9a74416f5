import { expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

test('a Gateway is told from that of Istio by its group', () => {
  const { kind, group, spec } = objectFrom(`
    apiVersion: gateway.networking.k8s.io/v1beta1
    kind: Gateway
    metadata:
      name: web
    spec:
      gatewayClassName: istio
      listeners:
      - allowedRoutes:
          namespaces:
            from: All
        hostname: '*.example.com'
        name: https
        port: 443
        protocol: HTTPS
    status:
      addresses:
      - type: IPAddress
        value: 192.0.2.1
      conditions:
      - lastTransitionTime: "2026-03-01T08:00:00Z"
        message: Resource programmed
        reason: Programmed
        status: "True"
        type: Programmed
  `);
  expect([kind, group]).toEqual(['Gateway.gateway.networking.k8s.io', 'gateway.networking.k8s.io']);
  expect(spec).toEqual({
    className: 'istio',
    listeners: [
      {
        field: 'spec.listeners[0]',
        name: 'https',
        port: 443,
        protocol: 'HTTPS',
        hostname: '*.example.com',
        allowedRoutes: { from: 'All' },
      },
    ],
    conditions: [
      {
        type: 'Programmed',
        status: 'True',
        reason: 'Programmed',
        message: 'Resource programmed',
        since: '2026-03-01T08:00:00Z',
      },
    ],
    addresses: ['192.0.2.1'],
  });
});

test('a route: parents and backends are in its own namespace unless they say otherwise', () => {
  const { kind, spec } = objectFrom(`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: cart
      namespace: shop
    spec:
      hostnames:
      - cart.example.com
      parentRefs:
      - group: gateway.networking.k8s.io
        kind: Gateway
        name: web
        namespace: istio-system
        sectionName: https
      rules:
      - backendRefs:
        - name: cart
          port: 80
        - group: ""
          kind: Service
          name: legacy
          namespace: old
      - filters: []
    status:
      parents:
      - conditions:
        - reason: Accepted
          status: "True"
          type: Accepted
        controllerName: istio.io/gateway-controller
        parentRef:
          name: web
          namespace: istio-system
  `);
  expect(kind).toBe('HTTPRoute');
  expect(spec).toEqual({
    hostnames: ['cart.example.com'],
    parents: [
      {
        field: 'spec.parentRefs[0]',
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        namespace: 'istio-system',
        name: 'web',
        sectionName: 'https',
      },
    ],
    backends: [
      { field: 'spec.rules[0].backendRefs[0]', group: '', kind: 'Service', namespace: 'shop', name: 'cart', port: 80 },
      { field: 'spec.rules[0].backendRefs[1]', group: '', kind: 'Service', namespace: 'old', name: 'legacy' },
    ],
    parentConditions: [
      {
        parent: 'istio-system/web',
        controller: 'istio.io/gateway-controller',
        conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted' }],
      },
    ],
  });
});

test.each(['GRPCRoute', 'TCPRoute', 'TLSRoute'])('%s', (kind) => {
  const object = objectFrom(`
    apiVersion: gateway.networking.k8s.io/v1alpha2
    kind: ${kind}
    metadata: {name: cart}
    spec: {parentRefs: [{name: web}]}
  `);
  expect(object).toMatchObject({ kind, spec: { parents: [{ kind: 'Gateway', namespace: 'default', name: 'web' }] } });
});
