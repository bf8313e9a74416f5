import { configurationEnvoyFilterWithoutEffect } from '../../../src/checks/configuration/envoy-filter-without-effect.js';
import type { EnvoyFilter, EnvoyFilterPatch } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { filterChain, listener, proxyConfig } from '../../helpers/facets/envoy.js';
import { envoyFilter, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const http = [
  listener({ chains: [filterChain({ rds: '80', httpFilters: ['istio.stats', 'envoy.filters.http.router'] })] }),
];
const known = { proxyConfigs: [proxyConfig({ listeners: http })], podSpecs: [podSpec()], mesh: mesh() };

function adding(patch: Partial<EnvoyFilterPatch>, spec: Partial<EnvoyFilter['spec']> = {}) {
  const configPatches = [
    {
      field: 'spec.configPatches[0]',
      applyTo: 'HTTP_FILTER',
      hasPatch: true,
      operation: 'INSERT_BEFORE',
      valueName: 'envoy.filters.http.lua',
      types: [],
      ...patch,
    },
  ];
  return { ...known, envoyFilters: [envoyFilter({ spec: { configPatches, ...spec } })] };
}

describeCheck(configurationEnvoyFilterWithoutEffect, {
  silent: {
    'an HTTP filter that is there': adding({ valueName: 'istio.stats' }),
    'a network filter that is there': adding({
      applyTo: 'NETWORK_FILTER',
      valueName: 'envoy.filters.network.http_connection_manager',
    }),
    'a cluster that is there': adding({
      applyTo: 'CLUSTER',
      operation: 'ADD',
      valueName: 'outbound|80||cart.shop.svc.cluster.local',
    }),
    'a merge': adding({ operation: 'MERGE' }),
    'for gateways, of which none was captured': adding({ context: 'GATEWAY' }),
    'for proxies of another version': adding({ proxyVersion: '^1\\.20.*' }),
    'for other pods': adding({}, { workloadSelector: labels({ app: 'orders' }) }),
    'for pods whose labels are not known': { ...adding({}), podSpecs: [] },
    'a dump that ends early': { ...adding({}), proxyConfigs: [proxyConfig({ listeners: http, partial: true })] },
    'a dump without names of HTTP filters': { ...adding({}), proxyConfigs: [proxyConfig()] },
    'one of several proxies has it': {
      ...adding({ valueName: 'envoy.filters.http.lua' }),
      proxyConfigs: [
        proxyConfig({ listeners: http }),
        proxyConfig({
          listeners: [listener({ chains: [filterChain({ httpFilters: ['envoy.filters.http.lua'] })] })],
        }),
      ],
    },
  },
  fires: {
    'an HTTP filter that no proxy has': {
      given: adding({}),
      expect: [
        {
          messageId: 'absent',
          subject: 'EnvoyFilter shop/cart',
          args: { added: 'HTTP_FILTER envoy.filters.http.lua', count: 1 },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'a cluster that no proxy has': {
      given: adding({ applyTo: 'CLUSTER', operation: 'ADD', valueName: 'auth' }),
      expect: [{ messageId: 'absent', subject: 'EnvoyFilter shop/cart' }],
    },
    'for every pod of its namespace': {
      given: { ...adding({}, { workloadSelector: labels() }), podSpecs: [] },
      expect: [{ messageId: 'absent', subject: 'EnvoyFilter shop/cart' }],
    },
  },
});
