import { describe, expect, test } from 'vitest';
import { incomingConnection } from '../../../../src/model/lookup/behind/access-line.js';
import { behindMissingChain } from '../../../../src/model/lookup/behind/missing-filter-chain.js';
import { reportingProxy } from '../../../../src/model/lookup/behind/proxy.js';
import { behindCertificates } from '../../../../src/model/lookup/behind/tls-certificates.js';
import { behindClashingModes, behindModes } from '../../../../src/model/lookup/behind/tls-modes.js';
import { authority, heldCertificate, workloadCertificates } from '../../../helpers/facets/envoy.js';
import { container, podSpec, serviceSpec } from '../../../helpers/facets/kubernetes.js';
import { known, partialMesh } from './known.js';

const target = { host: 'cart.shop.svc.cluster.local', port: 80, client: 'web' };
const running = { serviceSpecs: [serviceSpec()], podSpecs: [podSpec()] };
const strict = `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: shop}
  spec:
    mtls: {mode: STRICT}
`;
const disabled = `
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: cart, namespace: shop}
  spec:
    host: cart
    trafficPolicy:
      tls: {mode: DISABLE}
`;

describe('no filter chain for a connection', () => {
  const facets = known(strict, running);
  const proxy = reportingProxy({ namespace: 'shop', name: 'cart-6f5b' }, facets);
  const plain = incomingConnection([
    {
      path: 'proxy.log',
      excerpt:
        '[2026-03-04T09:00:00.000Z] "- - -" 0 NR filter_chain_not_found - "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.244.1.7:8080 10.244.2.9:51234 - -',
    },
  ]);

  test('port and server name are those of the line', () => {
    expect(plain).toEqual({ port: 8080, serverName: '-' });
    const json = '{"downstream_local_address":"10.244.1.7:8080","requested_server_name":"cart.example"}';
    expect(incomingConnection([{ path: 'proxy.log', excerpt: json }])).toEqual({
      port: 8080,
      serverName: 'cart.example',
    });
    expect(incomingConnection([{ path: 'proxy.log', excerpt: '[…] "GET / HTTP/1.1" 404 NR "-" - - 10.0…' }])).toEqual(
      {},
    );
  });

  test('the policy that demands mutual TLS', () => {
    expect(behindMissingChain(plain, proxy, facets)).toMatchObject({
      text: 'Port 8080 takes mutual TLS only (mode STRICT of PeerAuthentication shop/default), and clients sent no server name, as plain text does.',
      evidence: [{ path: 'mesh.yaml', line: 5, field: 'spec.mtls.mode' }],
      objects: [{ kind: 'PeerAuthentication', name: 'default' }],
    });
  });

  test('a policy that was not gathered may say otherwise', () => {
    const open = known(strict, { ...running, mesh: partialMesh('PeerAuthentication', 'istio-system') });
    expect(behindMissingChain(plain, proxy, open)?.objects).toEqual([]);
  });

  test('without a port nothing is said', () => {
    expect(behindMissingChain({}, proxy, facets)).toBeUndefined();
  });
});

describe('TLS modes of both sides', () => {
  test('plain text to a server that takes mutual TLS only', () => {
    const found = {
      text: 'Clients speak plain text (DISABLE), by DestinationRule shop/cart. The server takes mutual TLS only (STRICT), by PeerAuthentication shop/default.',
      evidence: [
        { line: 7, field: 'spec.trafficPolicy.tls.mode' },
        { line: 14, field: 'spec.mtls.mode' },
      ],
      objects: [{ kind: 'DestinationRule' }, { kind: 'PeerAuthentication' }],
    };
    expect(behindModes(target, known([disabled, strict], running))).toMatchObject(found);
    expect(behindClashingModes(target, known([disabled, strict], running))).toMatchObject(found);
  });

  test('mutual TLS to pods without a proxy', () => {
    const mutual = disabled.replace('DISABLE', 'ISTIO_MUTUAL');
    const bare = { ...running, podSpecs: [podSpec({ containers: [container()] })] };
    expect(behindClashingModes(target, known([mutual, strict], bare))?.text).toBe(
      'Clients speak mutual TLS (ISTIO_MUTUAL), by DestinationRule shop/cart. Pods of shop/cart have no proxy, and take what the application speaks.',
    );
  });

  test('modes that fit are no reason', () => {
    const mutual = disabled.replace('DISABLE', 'ISTIO_MUTUAL');
    expect(behindClashingModes(target, known([mutual, strict], running))).toBeUndefined();
    expect(behindClashingModes(target, known(strict, running))).toBeUndefined();
  });
});

describe('certificates of both sides', () => {
  const client = { namespace: 'web', name: 'web-1' };
  const web = { pod: client, workload: 'web' };
  const handshake = { target, client, at: '2026-03-04T09:00:00Z' };

  test('expired before the lines', () => {
    const old = workloadCertificates({ chain: [heldCertificate({ notAfter: '2026-03-04T08:00:00Z' })] });
    expect(behindCertificates(handshake, known(disabled, { ...running, workloadCertificates: [old] }))).toMatchObject({
      text: 'The certificate of shop/cart expired on 2026-03-04T08:00:00Z, before the last line.',
      evidence: [{ path: 'proxies/shop/cart-6f5b/config-dump.json', field: 'notAfter' }],
    });
  });

  test('no root in common', () => {
    const other = workloadCertificates({ ...web, authorities: [authority({ serial: 'b2', fingerprint: 'bb' })] });
    const held = [workloadCertificates(), other];
    expect(behindCertificates(handshake, known(disabled, { ...running, workloadCertificates: held }))?.text).toBe(
      'The client trusts the root with serial b2, and shop/cart the one with serial a1: they have none in common.',
    );
  });

  test('a DestinationRule that expects another identity', () => {
    const expecting = (account: string) =>
      disabled.replace(
        '{mode: DISABLE}',
        `{mode: ISTIO_MUTUAL, subjectAltNames: [spiffe://cluster.local/ns/shop/sa/${account}]}`,
      );
    expect(behindCertificates(handshake, known(expecting('basket'), running))).toMatchObject({
      text: 'DestinationRule shop/cart expects spiffe://cluster.local/ns/shop/sa/basket, and the pods run as shop/cart.',
      evidence: [{ line: 7, field: 'spec.trafficPolicy.tls.subjectAltNames' }],
    });
    expect(behindCertificates(handshake, known(expecting('cart'), running))).toBeUndefined();
  });

  test('valid certificates of one root', () => {
    const held = [workloadCertificates(), workloadCertificates(web)];
    expect(behindCertificates(handshake, known(disabled, { ...running, workloadCertificates: held }))).toBeUndefined();
  });
});
