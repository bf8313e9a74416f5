import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

function endpoints(text: string) {
  return parseText(kubectlTable, text).artifact.endpoints;
}

test('at most three addresses are named; none is a fact', () => {
  const found = endpoints(`
    NAMESPACE   NAME      ENDPOINTS                                                      AGE
    shop        cart      10.244.1.7:9080,10.244.1.7:9090                                6d
    shop        reviews   10.244.1.8:9080,10.244.2.9:9080,10.244.2.12:9080 + 4 more...   6d
    shop        orphan    <none>                                                         6d
    `);
  expect(found).toMatchObject([
    {
      service: 'cart',
      addresses: [{ ip: '10.244.1.7', ready: true }],
      ports: [
        { port: 9080, protocol: 'TCP' },
        { port: 9090, protocol: 'TCP' },
      ],
    },
    {
      service: 'reviews',
      addresses: [{ ip: '10.244.1.8' }, { ip: '10.244.2.9' }, { ip: '10.244.2.12' }],
      truncated: true,
    },
    { service: 'orphan', addresses: [], ports: [] },
  ]);
  expect(found?.[0]).not.toHaveProperty('truncated');
});

test('IPv6, and a headless service without ports', () => {
  expect(
    endpoints(`
    NAME    ENDPOINTS               AGE
    cart    [fd00::1]:80            6d
    peers   10.244.1.8,10.244.1.9   6d
    peers6  fd00::1,fd00::2         6d
    `),
  ).toMatchObject([
    { addresses: [{ ip: 'fd00::1' }], ports: [{ port: 80 }] },
    { addresses: [{ ip: '10.244.1.8' }, { ip: '10.244.1.9' }], ports: [] },
    { addresses: [{ ip: 'fd00::1' }, { ip: 'fd00::2' }], ports: [] },
  ]);
});

test('endpoint slices are another table', () => {
  expect(() =>
    endpoints(`
    NAME         ADDRESSTYPE   PORTS   ENDPOINTS    AGE
    cart-ab12c   IPv4          9080    10.244.1.7   6d
    `),
  ).toThrow('no table that kubectl prints');
});
