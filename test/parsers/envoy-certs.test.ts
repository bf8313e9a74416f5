import { expect, test } from 'vitest';
import { envoyCerts } from '../../src/parsers/envoy-certs.js';
import { parseText } from '../helpers/parse.js';

const leaf = {
  path: '<inline>',
  serial_number: '6fbe',
  subject_alt_names: [{ uri: 'spiffe://cluster.local/ns/shop/sa/cart' }, { dns: 'cart.shop' }],
  days_until_expiration: '18446744073709551611',
  valid_from: '2026-03-01T10:00:00Z',
  expiration_time: '2026-03-02T10:02:00Z',
};

test('the page of Istio 1.1 and later', () => {
  const page = { certificates: [{ ca_cert: [{ serial_number: '193a' }], cert_chain: [leaf] }, { cert_chain: [] }] };
  expect(parseText(envoyCerts, JSON.stringify(page))).toEqual({
    artifact: {
      chain: [
        {
          path: '<inline>',
          serial: '6fbe',
          notBefore: '2026-03-01T10:00:00Z',
          notAfter: '2026-03-02T10:02:00Z',
          names: ['spiffe://cluster.local/ns/shop/sa/cart', 'cart.shop'],
        },
      ],
      authorities: [{ serial: '193a', names: [] }],
    },
    notes: [],
  });
});

test('names in camelCase', () => {
  const page = {
    certificates: [{ caCert: [], certChain: [{ serialNumber: '6fbe', expirationTime: '2026-03-02T10:02:00Z' }] }],
  };
  expect(parseText(envoyCerts, JSON.stringify(page)).artifact.chain).toEqual([
    { serial: '6fbe', notAfter: '2026-03-02T10:02:00Z', names: [] },
  ]);
});

test('the sentences of Istio 1.0; an expired certificate counts backwards, a missing one is empty', () => {
  const { artifact, notes } = parseText(
    envoyCerts,
    `
    {
    	"ca_cert": "",
    	"cert_chain": "Certificate Path: /etc/certs/cert-chain.pem, Serial Number: 51bd, Days until Expiration: 89"
    }
    {
    	"ca_cert": "Certificate Path: /etc/certs/root-cert.pem, Serial Number: 36f2, Days until Expiration: -3",
    	"cert_chain": ""
    }
    `,
  );
  expect(artifact).toEqual({
    chain: [{ path: '/etc/certs/cert-chain.pem', serial: '51bd', daysLeft: 89, names: [] }],
    authorities: [{ path: '/etc/certs/root-cert.pem', serial: '36f2', daysLeft: -3, names: [] }],
  });
  expect(notes).toEqual([]);
});

test('one bad certificate is a note', () => {
  const page = { certificates: [{ ca_cert: [{ path: '/etc/certs' }], cert_chain: [leaf] }] };
  const { artifact, notes } = parseText(envoyCerts, JSON.stringify(page));
  expect(artifact.chain).toHaveLength(1);
  expect(artifact.authorities).toEqual([]);
  expect(notes).toEqual([{ code: 'item-dropped', path: 'entry', detail: 'unreadable certificate' }]);
});

test('a proxy without certificates has a page', () => {
  expect(parseText(envoyCerts, '{"certificates":[]}').artifact).toEqual({ chain: [], authorities: [] });
});

test('anything else is unusable', () => {
  expect(() => parseText(envoyCerts, 'invalid path. admin commands are:')).toThrow('no certificates page');
  expect(() => parseText(envoyCerts, '{"configs":[]}')).toThrow('no certificates page');
  expect(() => parseText(envoyCerts, '{"certificates":[{"ca_cert":[')).toThrow('cut off');
});
