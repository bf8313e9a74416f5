import { expect, test } from 'vitest';
import { buildTlsChecks } from '../../../src/model/build/tls-checks.js';
import { buildContext, stored } from '../../helpers/build.js';

const row = { host: 'cart.shop.svc.cluster.local', port: 80, status: 'CONFLICT', server: 'mTLS', client: 'HTTP' };

test('rows that the page and the table repeat are kept once, with the first place', () => {
  const context = buildContext({
    artifacts: {
      'tls-check': [
        stored('istiod/istio-system/pilot-1/authenticationz.json', { rows: [{ ...row, pointer: '/0' }] }),
        stored('istioctl/authn-tls-check.txt', {
          rows: [
            { ...row, line: 2, excerpt: 'cart …' },
            { ...row, port: 81, line: 3, excerpt: 'cart …' },
          ],
        }),
      ],
    },
  });
  expect(buildTlsChecks(context)).toMatchObject({
    value: [
      { ...row, source: { path: 'istiod/istio-system/pilot-1/authenticationz.json', pointer: '/0' } },
      { ...row, port: 81, source: { path: 'istioctl/authn-tls-check.txt', line: 3, excerpt: 'cart …' } },
    ],
  });
});

test('without a list the facet is absent', () => {
  expect(buildTlsChecks(buildContext({}))).toMatchObject({ state: 'absent' });
});
