import type { RouteMatch } from '../../../src/model/facets.js';

/** `spec.http[0].match[0]`, of every request. */
export function routeMatch(facts: Partial<RouteMatch> = {}): RouteMatch {
  return {
    field: 'spec.http[0].match[0]',
    text: '{}',
    headers: new Map(),
    withoutHeaders: new Map(),
    queryParams: new Map(),
    sourceLabels: new Map(),
    gateways: [],
    sniHosts: [],
    destinationSubnets: [],
    ...facts,
  };
}

/** By the beginning of the path alone. */
export function pathMatch(prefix: string, facts: Partial<RouteMatch> = {}): RouteMatch {
  const uri = { kind: 'prefix' as const, value: prefix };
  return routeMatch({ uri, text: JSON.stringify({ uri: { prefix } }), ...facts });
}
