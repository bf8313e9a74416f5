import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { pushStatus } from '../../src/parsers/push-status.js';
import { parseText } from '../helpers/parse.js';

test('since Istio 1.6: a map of metrics', () => {
  const page = `{
    "pilot_eds_no_instances": {"outbound|80|v2|cart.shop.svc.cluster.local": {}},
    "pilot_vservice_dup_domain": {
      "cart:80": {"proxy": "web-1.shop", "message": "duplicate domain from virtual service: cart:80"}
    }
  }`;
  expect(parseText(pushStatus, page)).toEqual({
    artifact: {
      problems: [
        {
          metric: 'pilot_eds_no_instances',
          key: 'outbound|80|v2|cart.shop.svc.cluster.local',
          pointer: '/pilot_eds_no_instances/outbound|80|v2|cart.shop.svc.cluster.local',
        },
        {
          metric: 'pilot_vservice_dup_domain',
          key: 'cart:80',
          proxy: 'web-1.shop',
          message: 'duplicate domain from virtual service: cart:80',
          pointer: '/pilot_vservice_dup_domain/cart:80',
        },
      ],
    },
    notes: [],
  });
});

test('up to Istio 1.5: the whole push context', () => {
  const page = `{"ProxyStatus": {"pilot_no_ip": {"web-1.shop": {"proxy": "web-1.shop"}}}, "Start": "2018-09-18T09:00:00Z"}`;
  expect(parseText(pushStatus, page).artifact.problems).toEqual([
    { metric: 'pilot_no_ip', key: 'web-1.shop', proxy: 'web-1.shop', pointer: '/ProxyStatus/pilot_no_ip/web-1.shop' },
  ]);
});

test.each(['{}', 'null', '{"ProxyStatus": null, "Start": "2018-09-18T09:00:00Z"}'])(
  'nothing was noticed: %s',
  (page) => {
    expect(parseText(pushStatus, page).artifact).toEqual({ problems: [] });
  },
);

test.each(['{"configs": []}', '["a"]', '', '{"pilot_no_ip": {"web'])('another page, or a part of one: %s', (page) => {
  expect(() => parseText(pushStatus, page)).toThrow(Unusable);
});
