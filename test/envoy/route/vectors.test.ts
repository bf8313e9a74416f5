import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matchRoute, type RouteMatchOutcome } from '../../../src/envoy/route/match-route.js';

interface Vector {
  test_name: string;
  input: {
    authority: string;
    path: string;
    method: string;
    random_value?: number;
    additional_request_headers?: { key: string; value: string }[];
  };
  validate: { cluster_name?: string; path_redirect?: string; code_redirect?: number };
}

const folder = new URL('../../../fixtures/envoy-routing/route/', import.meta.url);

function outcome({ input }: Vector, routeConfiguration: object): RouteMatchOutcome {
  const { authority, path, method, random_value: randomValue, additional_request_headers: added = [] } = input;
  const headers = added.map(({ key, value }) => ({ name: key, value }));
  return matchRoute(routeConfiguration, { authority, path, method, randomValue, headers });
}

for (const file of readdirSync(folder)) {
  const suite = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
    name: string;
    route_config: object;
    tests: Vector[];
  };
  describe(suite.name, () => {
    it.each(suite.tests.map((test) => [test.test_name, test] as const))('%s', (_, test) => {
      const found = outcome(test, suite.route_config);
      const actual = {
        cluster_name: found.cluster ?? '',
        path_redirect: found.redirect?.location ?? '',
        code_redirect: found.redirect?.code ?? 0,
      };
      expect(actual).toMatchObject(test.validate);
    });
  });
}
