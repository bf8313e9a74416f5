import { expect, test } from 'vitest';
import { istioDump } from '../../src/layouts/istio-dump.js';

const tagOf = (path: string) => istioDump.claim(path)?.tag;

test('the time file tells the layout, wherever it stands', () => {
  expect(istioDump.claim('istio-dump/DUMP_TIME')).toMatchObject({
    prefix: 'istio-dump/',
    marker: { strength: 'strong' },
  });
  expect(istioDump.claim('DUMP_TIME')).toMatchObject({ prefix: '', marker: { strength: 'strong' } });
});

test('without the time file two names of its own do, logs alone do not', () => {
  const reaches = (...paths: string[]) => {
    const templates = paths.flatMap((path) => istioDump.claim(path)?.marker?.template ?? []);
    return istioDump.reaches((strength) => new Set(strength === 'supporting' ? templates : []));
  };
  expect(reaches('istio-resources.yaml', 'logs/shop/cart-6f5b/cart_previous.log')).toBe(true);
  expect(reaches('resources.yaml', 'logs/shop/cart-6f5b/cart.log')).toBe(false);
});

test('debug pages: of the one Pilot in 1.0 to 1.4, named after the pod since 1.5', () => {
  expect(tagOf('istio-dump/pilot/adsz')).toEqual({ kind: 'adsz' });
  expect(tagOf('istio-dump/pilot/authenticationz-istio-pilot-86bb4f-5dsjz')).toEqual({
    kind: 'tls-check',
    namespace: 'istio-system',
    pod: 'istio-pilot-86bb4f-5dsjz',
  });
  expect(tagOf('istio-dump/istiod/configz-istiod-7c5b68d4c-xwz5p')).toMatchObject({
    kind: 'kubernetes-objects',
    secondary: true,
    pod: 'istiod-7c5b68d4c-xwz5p',
  });
  expect(tagOf('istio-dump/pilot/endpointz')).toEqual({ kind: 'endpointz' });
  expect(istioDump.claim('istio-dump/istiod/metrics-istiod-7c5b68d4c-xwz5p')).toMatchObject({ prefix: 'istio-dump/' });
  expect(tagOf('istio-dump/istiod/metrics-istiod-7c5b68d4c-xwz5p')).toEqual({
    kind: 'component-metrics',
    namespace: 'istio-system',
    pod: 'istiod-7c5b68d4c-xwz5p',
  });
});

test('what the script says of the control plane pods is a table or a description of kubectl', () => {
  expect(tagOf('istio-dump/istio-system-pods.txt')).toEqual({ kind: 'kubectl-table' });
});

test('logs have the component that their container belongs to', () => {
  const logs = 'istio-dump/logs';
  expect(tagOf(`${logs}/shop/cart-6f5b/istio-proxy_previous.log`)).toEqual({
    kind: 'container-log',
    namespace: 'shop',
    pod: 'cart-6f5b',
    container: 'istio-proxy',
    previous: true,
    component: 'istio-proxy',
  });
  const components = [
    'istio-system/istio-pilot-86bb/discovery',
    'kube-system/kube-dns-86f4/kubedns',
    'shop/cart-6f5b/cart',
  ];
  expect(components.map((name) => tagOf(`${logs}/${name}.log`)?.component)).toEqual([
    'control-plane',
    'dns',
    'application',
  ]);
});

test('core files belong to the layout and are not read', () => {
  const claim = istioDump.claim('istio-dump/logs/shop/cart-6f5b/core.istio-proxy.14');
  expect(claim).toMatchObject({ prefix: 'istio-dump/' });
  expect(claim?.tag).toBeUndefined();
});
