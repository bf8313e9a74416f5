import { describeValidation } from '../../../helpers/validation.js';

const lua = { '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua' };
const value = { name: 'envoy.filters.http.lua', typed_config: lua };

function patch(settings: object, rest: object = {}) {
  return {
    configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'INSERT_BEFORE', value }, ...settings }],
    ...rest,
  };
}

function filter(match: object, settings: object = {}) {
  return patch({ match: { listener: { filterChain: { filter: match } } }, ...settings });
}

const here = 'spec.configPatches[0]';
const manager = 'envoy.filters.network.http_connection_manager';

describeValidation(
  { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', always: ['spec'] },
  {
    'what is patched': { valid: patch({}), invalid: patch({ applyTo: undefined }), errors: [`${here}.applyTo`] },
    'a patch': { valid: patch({}), invalid: patch({ patch: undefined }), errors: [`${here}.patch`] },
    'an operation': { valid: patch({}), invalid: patch({ patch: { value } }), errors: [`${here}.patch.operation`] },
    'a value, but for REMOVE': {
      valid: patch({ patch: { operation: 'REMOVE' } }),
      invalid: patch({ patch: { operation: 'MERGE' } }),
      errors: [`${here}.patch.value`],
    },
    'a match that fits': {
      valid: patch({ applyTo: 'CLUSTER', match: { cluster: { name: 'a' } } }),
      invalid: patch({ applyTo: 'CLUSTER', match: { listener: { name: 'a' } } }),
      errors: [`${here}.match.listener`],
    },
    'a filter with a name': {
      valid: filter({ name: manager }),
      invalid: filter({}),
      errors: [`${here}.match.listener.filterChain.filter`],
    },
    'a filter in the connection manager': {
      valid: filter({ name: manager, subFilter: { name: 'envoy.filters.http.router' } }),
      invalid: filter({ name: 'envoy.filters.network.tcp_proxy', subFilter: { name: 'envoy.filters.http.router' } }),
      errors: [`${here}.match.listener.filterChain.filter`],
    },
    'names of Envoy 1.13': {
      valid: filter({ name: manager }),
      invalid: filter({ name: manager, subFilter: { name: 'envoy.router' } }),
      warnings: [`${here}.match.listener.filterChain.filter`],
    },
    'a version': {
      valid: patch({ match: { proxy: { proxyVersion: '^1\\.30.*' } } }),
      invalid: patch({ match: { proxy: { proxyVersion: '(1' } } }),
      errors: [`${here}.match.proxy.proxyVersion`],
    },
    'messages of the xDS API v2': {
      valid: patch({}),
      invalid: patch({
        patch: {
          operation: 'MERGE',
          value: { typed_config: { '@type': 'type.googleapis.com/envoy.config.filter.http.lua.v2.Lua' } },
        },
      }),
      errors: [`${here}.patch.value.typed_config["@type"]`],
    },
    'a message without type': {
      valid: patch({}),
      invalid: patch({ patch: { operation: 'MERGE', value: { typed_config: { inline_code: 'x' } } } }),
      errors: [`${here}.patch.value.typed_config`],
    },
    'a filter by name only': {
      valid: patch({}),
      invalid: patch({ patch: { operation: 'ADD', value: { name: 'envoy.filters.http.lua' } } }),
      warnings: [`${here}.patch.value`],
    },
    waypoints: {
      valid: patch({ match: { context: 'WAYPOINT', waypoint: { portNumber: 80 } } }),
      invalid: patch({ match: { context: 'GATEWAY', waypoint: { portNumber: 80 } } }),
      errors: [`${here}.match.waypoint`],
      refused: [`${here}.match`],
    },
    'filters of Istio 1.0': {
      valid: { workloadLabels: { app: 'a' }, filters: [{ filterName: 'envoy.fault' }] },
      invalid: { workloadSelectors: { labels: { app: 'a' } } },
      refused: ['spec.workloadSelectors'],
    },
  },
);
