import { expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

test('a load balancer', () => {
  const { spec } = objectFrom(`
    apiVersion: v1
    kind: Service
    metadata:
      name: istio-ingressgateway
      namespace: istio-system
    spec:
      clusterIP: 10.96.4.220
      externalIPs:
      - 192.0.2.7
      externalTrafficPolicy: Local
      ports:
      - name: http2
        nodePort: 31380
        port: 80
        protocol: TCP
        targetPort: 8080
      - appProtocol: https
        port: 443
        targetPort: tls
      selector:
        istio: ingressgateway
      type: LoadBalancer
    status:
      loadBalancer:
        ingress:
        - hostname: lb.example.com
        - ip: 192.0.2.1
  `);
  expect(spec).toEqual({
    type: 'LoadBalancer',
    clusterIPs: ['10.96.4.220'],
    external: ['lb.example.com', '192.0.2.1', '192.0.2.7'],
    externalTrafficPolicy: 'Local',
    publishNotReadyAddresses: false,
    selector: new Map([['istio', 'ingressgateway']]),
    ports: [
      { name: 'http2', port: 80, nodePort: 31380, protocol: 'TCP', targetPort: 8080 },
      { port: 443, protocol: 'TCP', targetPort: 'tls', appProtocol: 'https' },
    ],
  });
});

test('a headless service of two families, and one that is only a name', () => {
  const headless = objectFrom(`
    apiVersion: v1
    kind: Service
    metadata: {name: db}
    spec:
      clusterIP: None
      clusterIPs: [None]
      publishNotReadyAddresses: true
  `);
  expect(headless.spec).toEqual({
    type: 'ClusterIP',
    clusterIPs: ['None'],
    external: [],
    publishNotReadyAddresses: true,
    ports: [],
  });
  const external = objectFrom(`
    apiVersion: v1
    kind: Service
    metadata: {name: db}
    spec: {type: ExternalName, externalName: db.example.com}
  `);
  expect(external.spec).toMatchObject({ type: 'ExternalName', clusterIPs: [], externalName: 'db.example.com' });
});

test('the Service of another API group is not a service', () => {
  const knative = `
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata:
      name: cart
  `;
  expect(() => objectFrom(knative)).toThrow('no object');
});

test('Endpoints: addresses, ready or not, with their pods', () => {
  const { spec } = objectFrom(`
    apiVersion: v1
    kind: Endpoints
    metadata:
      name: cart
    subsets:
    - addresses:
      - ip: 10.244.1.7
        nodeName: worker-1
        targetRef:
          kind: Pod
          name: cart-1
      notReadyAddresses:
      - ip: 10.244.2.9
      ports:
      - name: http
        port: 8080
        protocol: TCP
  `);
  expect(spec).toEqual({
    addresses: [
      { ip: '10.244.1.7', ready: true, pod: 'cart-1', node: 'worker-1' },
      { ip: '10.244.2.9', ready: false },
    ],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  });
});

test('an endpoint slice: no `ready` means ready, a port without a number means all', () => {
  const { spec } = objectFrom(`
    addressType: IPv4
    apiVersion: discovery.k8s.io/v1
    endpoints:
    - addresses:
      - 10.244.1.7
      conditions:
        ready: false
        serving: true
      nodeName: worker-1
      targetRef:
        kind: Pod
        name: cart-1
    - addresses:
      - 10.244.2.9
      conditions: {}
    kind: EndpointSlice
    metadata:
      labels:
        kubernetes.io/service-name: cart
      name: cart-x7k2p
    ports:
    - name: http
      port: 8080
      protocol: TCP
    - name: any
      port: null
  `);
  expect(spec).toEqual({
    service: 'cart',
    addresses: [
      { ip: '10.244.1.7', ready: false, pod: 'cart-1', node: 'worker-1' },
      { ip: '10.244.2.9', ready: true },
    ],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  });
});

test('an endpoint slice without the label belongs to the service that owns it, if any', () => {
  const slice = (owners: string) => `
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: cart-x7k2p, ownerReferences: ${owners}}
  `;
  expect(objectFrom(slice('[{kind: Service, name: cart, controller: true}]')).spec).toHaveProperty('service', 'cart');
  expect(objectFrom(slice('[]')).spec).not.toHaveProperty('service');
});
