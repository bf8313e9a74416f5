import { expect, test } from 'vitest';
import { podOfPath } from '../../../src/ingest/signs/identity.js';

const pod = 'cart-6f5b8c7d9-h2k4p';

test.each([
  [`shop/${pod}/certs.json`, { namespace: 'shop', pod }],
  [`bundle/shop/${pod}/istio-proxy.log`, { namespace: 'shop', pod, container: 'istio-proxy' }],
  [`${pod}.shop.config_dump.json`, { namespace: 'shop', pod }],
  [`shop/${pod}.istio-proxy.log`, { namespace: 'shop', pod, container: 'istio-proxy' }],
  ['reviews-v1-2353129943-zt6wd.shop.certs', { namespace: 'shop', pod: 'reviews-v1-2353129943-zt6wd' }],
])('%s names its pod and namespace', (path, expected) => {
  expect(podOfPath(path)).toEqual(expected);
});

test.each([`pods/${pod}/certs.json`, `${pod}/certs.json`, `${pod}.istio-proxy.log`, `${pod}.json`, `${pod}.bak.json`])(
  '%s names its pod only',
  (path) => {
    expect(podOfPath(path)).toMatchObject({ pod });
    expect(podOfPath(path)).not.toHaveProperty('namespace');
  },
);

test.each(['shop/cart/certs.json', 'shop/cart-0/certs.json', 'config-dump-backup.json', 'shop/istio-proxy.log'])(
  '%s names no pod',
  (path) => {
    expect(podOfPath(path)).toEqual({});
  },
);
