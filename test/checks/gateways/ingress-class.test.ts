import { expect, test } from 'vitest';
import { gatewaysIngressClass } from '../../../src/checks/gateways/ingress-class.js';
import { findingsIn, resultOf } from '../../helpers/manifests.js';

const annotated = (value: string) => `
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web, namespace: shop, annotations: {kubernetes.io/ingress.class: ${value}}}
    spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}`;

const named = (value: string) => `
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web, namespace: shop}
    spec: {ingressClassName: ${value}}`;

const off = 'ingressControllerMode: OFF';
const internal = 'ingressClass: istio-internal';

test.each([
  ['the class of another controller', annotated('nginx'), { meshConfig: off }],
  ['the class of the mesh configuration', annotated('istio-internal'), { meshConfig: internal }],
  [
    'an IngressClass, whose controller counts instead of the mesh configuration',
    named('istio'),
    { meshConfig: internal },
  ],
])('silent: %s', (_, yaml, given) => {
  expect(findingsIn(gatewaysIngressClass, yaml, given)).toEqual([]);
});

test.each([annotated('istio'), named('istio')])('an Ingress for Istio while it serves none', (yaml) => {
  expect(findingsIn(gatewaysIngressClass, yaml, { meshConfig: off })).toMatchObject([
    { messageId: 'off', subject: { kind: 'Ingress', namespace: 'shop', name: 'web' }, args: { class: 'istio' } },
  ]);
});

test('the class that Istio has by default, where it serves another', () => {
  expect(findingsIn(gatewaysIngressClass, annotated('istio'), { meshConfig: internal })).toMatchObject([
    { messageId: 'otherClass', args: { class: 'istio', served: 'istio-internal' }, severity: 'warning' },
  ]);
});

test('with the defaults of Istio the question does not arise', () => {
  expect(resultOf(gatewaysIngressClass, annotated('istio'))).toMatchObject({ outcome: 'notApplicable' });
});

test('without Ingresses nothing is decided', () => {
  const namespace = `
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop}`;
  expect(resultOf(gatewaysIngressClass, namespace, { meshConfig: off })).toMatchObject({ outcome: 'inconclusive' });
});
