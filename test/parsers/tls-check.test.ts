import { expect, test } from 'vitest';
import { tlsCheck } from '../../src/parsers/tls-check.js';
import { parseText } from '../helpers/parse.js';

test('the table of Istio 1.0', () => {
  const { artifact } = parseText(
    tlsCheck,
    `
    HOST:PORT                               STATUS       SERVER     CLIENT     AUTHN POLICY     DESTINATION RULE
    cart.shop.svc.cluster.local:8080        CONFLICT     mTLS       HTTP       default/         cart/shop
    stock.shop.svc.cluster.local:9000       OK           HTTP       HTTP       -                -
    `,
  );
  expect(artifact.rows).toEqual([
    {
      host: 'cart.shop.svc.cluster.local',
      port: 8080,
      status: 'CONFLICT',
      server: 'mTLS',
      client: 'HTTP',
      policy: 'default/',
      destinationRule: 'cart/shop',
      line: 2,
      excerpt: 'cart.shop.svc.cluster.local:8080        CONFLICT     mTLS       HTTP       default/         cart/shop',
    },
    {
      host: 'stock.shop.svc.cluster.local',
      port: 9000,
      status: 'OK',
      server: 'HTTP',
      client: 'HTTP',
      line: 3,
      excerpt: 'stock.shop.svc.cluster.local:9000       OK           HTTP       HTTP       -                -',
    },
  ]);
});

test('1.4 and 1.5: modes, and a subset after the host', () => {
  const { artifact } = parseText(
    tlsCheck,
    `
    HOST:PORT                                  STATUS     SERVER         CLIENT           AUTHN POLICY     DESTINATION RULE
    cart.shop.svc.cluster.local|v1:8080        AUTO       PERMISSIVE     -                shop/default     -
    `,
  );
  expect(artifact.rows).toMatchObject([
    {
      host: 'cart.shop.svc.cluster.local|v1',
      port: 8080,
      status: 'AUTO',
      server: 'PERMISSIVE',
      client: '-',
      policy: 'shop/default',
    },
  ]);
});

test('a status of two words (1.2, 1.3)', () => {
  const { artifact } = parseText(
    tlsCheck,
    `
    HOST:PORT       STATUS           SERVER        CLIENT     AUTHN POLICY     DESTINATION RULE
    cart.shop:80    MAY CONFLICT     HTTP/mTLS     TLS        -                cart/shop
    `,
  );
  expect(artifact.rows).toMatchObject([{ status: 'MAY CONFLICT', server: 'HTTP/mTLS', client: 'TLS' }]);
});

test('debug/authenticationz, closed by an empty object', () => {
  const { artifact, notes } = parseText(
    tlsCheck,
    `
    [
    {
        "host": "cart.shop.svc.cluster.local",
        "port": 8080,
        "authentication_policy_name": "default/",
        "destination_rule_name": "-",
        "server_protocol": "mTLS",
        "client_protocol": "HTTP",
        "TLS_conflict_status": "CONFLICT"
      },

    {}]`,
  );
  expect(notes).toEqual([]);
  expect(artifact.rows).toEqual([
    {
      host: 'cart.shop.svc.cluster.local',
      port: 8080,
      status: 'CONFLICT',
      server: 'mTLS',
      client: 'HTTP',
      policy: 'default/',
      pointer: '/0',
    },
  ]);
});

test('rows and elements that do not fit are notes', () => {
  expect(
    parseText(
      tlsCheck,
      'HOST:PORT     STATUS     SERVER     CLIENT     AUTHN POLICY     DESTINATION RULE\nwhat is this',
    ).notes,
  ).toMatchObject([{ code: 'item-dropped', line: 2 }]);
  expect(parseText(tlsCheck, '[{"host":"cart"}]').notes).toMatchObject([{ code: 'item-dropped', detail: '/0' }]);
});

test('text without the table is unusable', () => {
  expect(() => parseText(tlsCheck, 'nothing to see')).toThrow('no table');
});
