import { checkEnvoyValue, checkTypedConfig } from '../parts/envoy-value.js';
import { checkLabelSelector, labelSelector, targetRefs } from '../parts/selector.js';
import { at, quote, type Report } from '../report.js';
import { anything, choice, int32, list, map, type Read, record, text, uint32 } from '../schema.js';
import { regexProblem } from '../values/regex.js';
import { defineRules } from './kind.js';

const subFilter = record({ name: text() });
const filter = record({ name: text(), subFilter });

const listener = record({
  portNumber: uint32(),
  portName: text(),
  filterChain: record({
    name: text(),
    sni: text(),
    transportProtocol: text(),
    transportSocket: text(),
    applicationProtocols: text(),
    destinationPort: uint32(),
    filter,
  }),
  listenerFilter: text(),
  name: text(),
});

const routeConfiguration = record({
  portNumber: uint32(),
  portName: text(),
  gateway: text(),
  vhost: record({
    name: text(),
    domainName: text(),
    route: record({ name: text(), action: choice('ANY', 'ROUTE', 'REDIRECT', 'DIRECT_RESPONSE') }),
  }),
  name: text(),
});

const match = record(
  {
    context: choice('ANY', 'SIDECAR_INBOUND', 'SIDECAR_OUTBOUND', 'GATEWAY', 'WAYPOINT'),
    proxy: record({ proxyVersion: text(), metadata: map(text()) }),
    listener,
    routeConfiguration,
    cluster: record({ portNumber: uint32(), service: text(), subset: text(), name: text() }),
    waypoint: record({ portNumber: uint32({ min: 1, max: 65535 }), filter, route: record({ name: text() }) }),
  },
  { oneOf: [['listener', 'routeConfiguration', 'cluster', 'waypoint']] },
);

const configPatch = record({
  applyTo: choice(
    'INVALID',
    'LISTENER',
    'FILTER_CHAIN',
    'NETWORK_FILTER',
    'HTTP_FILTER',
    'ROUTE_CONFIGURATION',
    'VIRTUAL_HOST',
    'HTTP_ROUTE',
    'CLUSTER',
    'EXTENSION_CONFIG',
    'BOOTSTRAP',
    'LISTENER_FILTER',
  ),
  match,
  patch: record({
    operation: choice(
      'INVALID',
      'MERGE',
      'ADD',
      'REMOVE',
      'INSERT_BEFORE',
      'INSERT_AFTER',
      'INSERT_FIRST',
      'REPLACE',
      'MERGE_AND_REPLACE_LIST',
    ),
    value: anything,
    filterClass: choice('UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS'),
  }),
});

type ConfigPatch = Read<typeof configPatch>;
type Match = Read<typeof match>;

export const envoyFilter = defineRules({
  group: 'networking.istio.io',
  kind: 'EnvoyFilter',
  spec: record(
    { workloadSelector: labelSelector, configPatches: list(configPatch), priority: int32(), targetRefs },
    // Istio 1.0 to 1.5.
    { oneOf: [['workloadSelector', 'targetRefs']], retired: ['workloadLabels', 'filters'] },
  ),
  check({ workloadSelector, configPatches = [] }, report) {
    report.warn('spec', 'patches what may change with any release of Istio and Envoy');
    checkLabelSelector(workloadSelector, report);
    for (const [index, patch] of configPatches.entries()) {
      const field = at('spec.configPatches', index);
      if (patch.match !== undefined) refuseContext(patch.match, `${field}.match`, report);
      if (patch.match?.context !== 'WAYPOINT') checkPatch(patch, field, report);
    }
  },
});

function refuseContext({ context, waypoint }: Match, field: string, report: Report): void {
  if ((context === 'WAYPOINT') !== (waypoint !== undefined) && (waypoint !== undefined || context === 'WAYPOINT')) {
    report.refuse(field, 'has a waypoint match in context WAYPOINT, and only there');
  }
}

/** Stops at the first mistake of a patch, as istiod does. */
function checkPatch({ applyTo = 'INVALID', match, patch }: ConfigPatch, field: string, report: Report): void {
  const { operation = 'INVALID', value } = patch ?? {};
  if (applyTo === 'INVALID') return report.error(`${field}.applyTo`, 'is required');
  if (patch === undefined) return report.error(`${field}.patch`, 'is required');
  if (operation === 'INVALID') return report.error(`${field}.patch.operation`, 'is required');
  if (operation !== 'REMOVE' && value === undefined)
    return report.error(`${field}.patch.value`, `is needed for operation ${operation}`);
  if (match !== undefined) {
    const isFine = checkProxyVersion(match.proxy?.proxyVersion, `${field}.match.proxy.proxyVersion`, report);
    if (!isFine || !checkMatch(match, applyTo, `${field}.match`, report)) return;
  }
  if (value === undefined) return;
  checkEnvoyValue(value, `${field}.patch.value`, report);
  if (extensions.includes(applyTo)) checkTypedConfig(value, `${field}.patch.value`, report);
}

const longestVersion = 1024;

function checkProxyVersion(version: string | undefined, field: string, report: Report): boolean {
  if (!version) return true;
  if (version.length > longestVersion) {
    report.warn(field, `is ignored, being longer than ${longestVersion} characters`);
    return true;
  }
  const problem = regexProblem(version);
  if (problem !== undefined) report.error(field, `RE2 does not compile it: ${problem}`);
  return problem === undefined;
}

const extensions: readonly string[] = ['NETWORK_FILTER', 'HTTP_FILTER', 'LISTENER_FILTER', 'EXTENSION_CONFIG'];

const kinds = ['listener', 'routeConfiguration', 'cluster', 'waypoint'] as const;

/** Which kind of match goes with what is patched; the others are free. */
const matchOf = new Map<string, (typeof kinds)[number]>([
  ['LISTENER', 'listener'],
  ['FILTER_CHAIN', 'listener'],
  ['NETWORK_FILTER', 'listener'],
  ['HTTP_FILTER', 'listener'],
  ['ROUTE_CONFIGURATION', 'routeConfiguration'],
  ['VIRTUAL_HOST', 'routeConfiguration'],
  ['HTTP_ROUTE', 'routeConfiguration'],
  ['CLUSTER', 'cluster'],
]);

function checkMatch(match: Match, applyTo: string, field: string, report: Report): boolean {
  const expected = matchOf.get(applyTo);
  const given = kinds.find((kind) => match[kind] !== undefined);
  if (expected !== undefined && given !== undefined && match[expected] === undefined) {
    report.error(at(field, given), `does not go with applyTo ${applyTo}, which takes a ${expected} match`);
    return expected !== 'listener';
  }
  const filter = expected === 'listener' ? match.listener?.filterChain?.filter : undefined;
  return filter === undefined || checkFilter(filter, applyTo, `${field}.listener.filterChain.filter`, report);
}

/** Names of the HTTP connection manager, of today and until Envoy 1.14. */
const connectionManager: readonly string[] = [
  'envoy.filters.network.http_connection_manager',
  'envoy.http_connection_manager',
];

function checkFilter(
  { name, subFilter }: Read<typeof filter>,
  applyTo: string,
  field: string,
  report: Report,
): boolean {
  if (applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN') report.warn(field, `has no effect with applyTo ${applyTo}`);
  const problem = filterProblem(name, subFilter, applyTo);
  if (problem !== undefined) {
    report.error(field, problem);
    return false;
  }
  for (const used of [name, subFilter?.name]) {
    const current = deprecatedNames.get(used ?? '');
    if (current !== undefined) report.warn(field, `uses the old name ${quote(used ?? '')}; ${current} replaces it`);
  }
  return true;
}

function filterProblem(
  name: string | undefined,
  subFilter: Read<typeof filter>['subFilter'],
  applyTo: string,
): string | undefined {
  if (!name) return 'must have the name of a filter';
  if (subFilter === undefined) return undefined;
  if (applyTo !== 'HTTP_FILTER') return 'can have a subFilter with applyTo HTTP_FILTER only';
  if (!connectionManager.includes(name)) return `can have a subFilter with ${connectionManager[0]} only`;
  return subFilter.name ? undefined : 'must have the name of its subFilter';
}

/** Envoy 1.14 renamed its filters. */
const deprecatedNames = new Map<string, string>([
  ['envoy.buffer', 'envoy.filters.http.buffer'],
  ['envoy.cors', 'envoy.filters.http.cors'],
  ['envoy.csrf', 'envoy.filters.http.csrf'],
  ['envoy.http_dynamo_filter', 'envoy.filters.http.dynamo'],
  ['envoy.ext_authz', 'envoy.filters.http.ext_authz'],
  ['envoy.fault', 'envoy.filters.http.fault'],
  ['envoy.grpc_http1_bridge', 'envoy.filters.http.grpc_http1_bridge'],
  ['envoy.grpc_json_transcoder', 'envoy.filters.http.grpc_json_transcoder'],
  ['envoy.grpc_web', 'envoy.filters.http.grpc_web'],
  ['envoy.gzip', 'envoy.filters.http.gzip'],
  ['envoy.health_check', 'envoy.filters.http.health_check'],
  ['envoy.ip_tagging', 'envoy.filters.http.ip_tagging'],
  ['envoy.lua', 'envoy.filters.http.lua'],
  ['envoy.rate_limit', 'envoy.filters.http.ratelimit'],
  ['envoy.router', 'envoy.filters.http.router'],
  ['envoy.squash', 'envoy.filters.http.squash'],
  ['envoy.listener.http_inspector', 'envoy.filters.listener.http_inspector'],
  ['envoy.listener.original_dst', 'envoy.filters.listener.original_dst'],
  ['envoy.listener.original_src', 'envoy.filters.listener.original_src'],
  ['envoy.listener.proxy_protocol', 'envoy.filters.listener.proxy_protocol'],
  ['envoy.listener.tls_inspector', 'envoy.filters.listener.tls_inspector'],
  ['envoy.client_ssl_auth', 'envoy.filters.network.client_ssl_auth'],
  ['envoy.http_connection_manager', 'envoy.filters.network.http_connection_manager'],
  ['envoy.mongo_proxy', 'envoy.filters.network.mongo_proxy'],
  ['envoy.ratelimit', 'envoy.filters.network.ratelimit'],
  ['envoy.redis_proxy', 'envoy.filters.network.redis_proxy'],
  ['envoy.tcp_proxy', 'envoy.filters.network.tcp_proxy'],
]);
