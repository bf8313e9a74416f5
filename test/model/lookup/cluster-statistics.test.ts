import { expect, test } from 'vitest';
import { clusterTroubles, isConfirmedBy, statisticsBehind } from '../../../src/model/lookup/cluster-statistics.js';
import { testNow } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { statisticsOf } from '../../helpers/facets/statistics.js';

const reviews = 'reviews.shop.svc.cluster.local';
const proxy = statisticsOf(`
  cluster.outbound|80||${reviews};.upstream_cx_connect_fail: 50
  cluster.outbound|80||${reviews};.upstream_cx_total: 100
  cluster.outbound|80||${reviews};.upstream_cx_destroy_remote_with_active_rq: 7
`);

function behind(signature: string, host = reviews) {
  const troubles = clusterTroubles([proxy], mesh(), testNow, () => {});
  return statisticsBehind({ signature, host }, [proxy], troubles).map(({ line, excerpt }) => [line, excerpt]);
}

test('failed connections stand behind the flag UF', () => {
  expect(behind('al-uf')).toEqual([
    [1, `outbound|80||${reviews} upstream_cx_connect_fail: 50 of 100 (50 %) (pod cart-6f5b)`],
  ]);
  expect(behind('al-uf', 'cart.shop.svc.cluster.local')).toEqual([]);
  expect(behind('al-uo')).toEqual([]);
});

test('connections that were closed under a request say something beside the flag UC alone', () => {
  expect(behind('al-uc')).toEqual([
    [3, `outbound|80||${reviews} upstream_cx_destroy_remote_with_active_rq: 7 (pod cart-6f5b)`],
  ]);
});

test('reasons of TLS and of the kernel are about handshakes and connections', () => {
  expect(isConfirmedBy('tlsUntrusted', 'tls-cert-verify-failed')).toBe(true);
  expect(isConfirmedBy('connectFailures', 'tcp-connect-refused-111')).toBe(true);
  expect(isConfirmedBy('tlsUntrusted', 'tcp-connect-refused-111')).toBe(false);
});
