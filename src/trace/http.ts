import type { Evidence } from '../core/evidence.js';
import { type FilterStep, walkHttpFilters } from '../envoy/http-filters.js';
import type { ConnectionManager } from '../envoy/listener/connection-manager.js';
import { type Message, message, messages } from '../envoy/message.js';
import { configOf, findExtension, findRoutes, type Resource } from '../envoy/proxy-resources.js';
import type { Peer, RbacRequest } from '../envoy/rbac/request.js';
import type { RequestHeaders } from '../envoy/request-headers.js';
import { isUpgradeRefused, normaliseRequest } from '../envoy/request-normalisation.js';
import type { RouteBranch } from '../envoy/route/route-action.js';
import { type RouteCandidate, type RouteSelection, selectRoute } from '../envoy/route/select.js';
import { denied, policyObject } from './authorization.js';
import { cite, type Hop, nameOf, resting } from './hop.js';
import { istioObject } from './istio-object.js';
import type { Incoming, Onward } from './passage.js';
import type { Payload } from './payload.js';
import { serviceWithAddress, type TraceSources } from './sources.js';
import { type Ended, ended, failed, passing, portion, step, unknown, type Walk } from './walk.js';

/** A connection at a connection manager. */
interface AtManager {
  manager: ConnectionManager;
  listener: Resource;
  incoming: Incoming;
  payload: Payload;
  peer: Peer;
  /** Path of the filter in the listener. */
  place: readonly (string | number)[];
}

/** From the connection manager to the clusters that the request may leave by. */
export function throughHttp(walk: Walk, hop: Hop, at: AtManager, sources: TraceSources, onward: Onward): Ended[] {
  const { manager, payload, incoming } = at;
  const here = nameOf(hop);
  const evidence = [cite(hop, at.listener, at.place)];
  if (payload.request === undefined)
    return failed(
      walk,
      {
        stage: 'http',
        at: here,
        text: 'the connection carries no HTTP, and the port is taken for HTTP',
        condition: 'TLS_TO_HTTP_PORT',
        evidence,
      },
      { status: 400, flag: 'DPE', text: 'the proxy answers 400 and closes the connection' },
    );
  const connection = { isHttp10: payload.version === 'http/1.0', destinationPort: incoming.destination.port };
  const normalised = normaliseRequest(manager.config, payload.request, connection);
  if (normalised.kind === 'reply')
    return failed(
      walk,
      { stage: 'http', at: here, text: `the proxy answers by itself: ${normalised.details}`, evidence },
      { status: normalised.status, details: normalised.details, text: `the caller gets ${normalised.status}` },
    );
  const routes = routesOf(hop, at);
  if (routes === 'missing')
    return failed(
      walk,
      {
        stage: 'http',
        at: here,
        text: `the proxy has no route configuration ${rdsName(manager)}`,
        condition: 'RDS_MISSING',
        evidence,
      },
      {
        status: 404,
        flag: 'NR',
        details: 'route_configuration_not_found',
        text: 'requests wait for the routes, or get 404',
      },
    );
  if (routes === 'unknown')
    return unknown(walk, {
      stage: 'http',
      at: here,
      text: `the route configuration ${rdsName(manager)} was not captured`,
      evidence,
    });
  const selection = selectRoute(routes.config, {
    headers: normalised.headers,
    ...(hop.held.istioVersion?.startsWith('1.0.') === true && { isEnvoy18: true }),
  });
  const rested = routes.resource === undefined ? walk : resting(walk, hop, routes.resource);
  return throughRoutes(rested, hop, { ...at, routes, headers: normalised.headers }, selection, sources, onward);
}

interface Routes {
  config: Message;
  /** Absent for routes that stand in the listener. */
  resource?: Resource;
}

function rdsName({ routes }: ConnectionManager): string {
  return routes.kind === 'rds' ? routes.name : '';
}

function routesOf(hop: Hop, { manager }: AtManager): Routes | 'missing' | 'unknown' {
  const { routes } = manager;
  if (routes.kind === 'inline') return { config: routes.config };
  if (routes.kind !== 'rds') return 'unknown';
  const found = findRoutes(hop.held.resources, routes.name);
  if (found === 'missing') return 'missing';
  return found === 'not captured' ? 'unknown' : { config: configOf(found), resource: found };
}

interface AtRoutes extends AtManager {
  routes: Routes;
  headers: RequestHeaders;
}

function throughRoutes(
  walk: Walk,
  hop: Hop,
  at: AtRoutes,
  selection: RouteSelection,
  sources: TraceSources,
  onward: Onward,
): Ended[] {
  const here = nameOf(hop);
  const host = at.headers.get(':authority') ?? '';
  const { virtualHost } = selection;
  if (selection.unknown !== undefined)
    return unknown(walk, {
      stage: 'virtual host',
      at: here,
      text: `${selection.unknown} decides, which is not modelled`,
    });
  if (virtualHost === undefined)
    return failed(
      walk,
      {
        stage: 'virtual host',
        at: here,
        text: `no virtual host is for ${host}`,
        ...(routeName(at) !== undefined && { chosen: { routes: routeName(at) ?? '' } }),
        condition: hop.role === 'gateway' ? 'GATEWAY_HOST_NOT_BOUND' : 'NO_VIRTUAL_HOST',
        evidence: [placeIn(hop, at, [])],
      },
      { status: 404, flag: 'NR', details: 'route_not_found', text: 'the caller gets 404' },
    );
  const place = ['virtual_hosts', virtualHost.index];
  const named = step(walk, {
    stage: 'virtual host',
    status: 'matched',
    at: here,
    text: `virtual host ${virtualHost.name ?? ''} for ${host}`,
    chosen: {
      'virtual host': virtualHost.name ?? '',
      ...(routeName(at) !== undefined && { routes: routeName(at) ?? '' }),
    },
    ...unknownHost(virtualHost.name, at, sources),
    evidence: [placeIn(hop, at, place)],
  });
  const { candidates, leftover } = selection;
  const [first] = candidates;
  if (first?.matches === 'unknown')
    return unknown(named, {
      stage: 'route',
      at: here,
      text: `whether route ${first.name ?? first.index} matches depends on ${first.unknown.join(', ')}`,
      evidence: [placeIn(hop, at, [...place, 'routes', first.index ?? 0])],
    });
  const certain = candidates.filter(({ matches }) => matches === true);
  const taken = certain.flatMap((candidate) =>
    throughRoute(
      portion(named, candidate.share),
      hop,
      at,
      { candidate, virtualHost: virtualHost.fields, place: [...place, 'routes', candidate.index ?? 0] },
      onward,
    ),
  );
  if (leftover === 0) return taken;
  const none = failed(
    portion(named, leftover),
    {
      stage: 'route',
      at: here,
      text: `no route of the virtual host matches ${at.headers.get(':method')} ${at.headers.get(':path')}`,
      condition: 'NO_ROUTE',
      evidence: [placeIn(hop, at, place)],
    },
    { status: 404, flag: 'NR', details: 'route_not_found', text: 'the caller gets 404' },
  );
  return [...taken, ...none];
}

function routeName({ routes, manager }: AtRoutes): string | undefined {
  return routes.resource?.name ?? (manager.routes.kind === 'rds' ? manager.routes.name : undefined);
}

/** Istio's own virtual hosts for what the proxy does not know: `allow_any` lets it out, `block_all` answers 502. */
function unknownHost(name: string | undefined, { incoming }: AtRoutes, sources: TraceSources): { condition?: string } {
  if (name === 'block_all') return { condition: 'REGISTRY_ONLY_BLOCKED' };
  if (name !== 'allow_any') return {};
  return serviceWithAddress(sources, incoming.destination.ip) === undefined
    ? {}
    : { condition: 'HOST_UNKNOWN_TO_PROXY' };
}

/** A place in the route configuration, wherever that stands. */
function placeIn(hop: Hop, { routes, listener, place }: AtRoutes, path: readonly (string | number)[]): Evidence {
  if (routes.resource !== undefined) return cite(hop, routes.resource, path);
  return cite(hop, listener, [...place, 'typed_config', 'route_config', ...path]);
}

interface Chosen {
  candidate: RouteCandidate;
  virtualHost: Message;
  /** Path of the route in its configuration. */
  place: readonly (string | number)[];
}

function throughRoute(walk: Walk, hop: Hop, at: AtRoutes, chosen: Chosen, onward: Onward): Ended[] {
  const { candidate, place } = chosen;
  const { action } = candidate;
  const name = candidate.name ?? (candidate.index === undefined ? 'redirect to TLS' : `#${candidate.index}`);
  const object = istioObject(candidate.fields);
  const stage = {
    stage: 'route' as const,
    status: candidate.share < 1 ? ('probabilistic' as const) : ('matched' as const),
    at: nameOf(hop),
    text: `route ${name}`,
    chosen: { route: candidate.name ?? String(candidate.index ?? '') },
    ...(object !== undefined && { object }),
    evidence: [placeIn(hop, at, place)],
  };
  if (action.kind === 'unknown')
    return unknown(walk, { ...stage, text: `${stage.text}: ${action.field} is not modelled` });
  if (action.kind === 'redirect')
    return ended(step(walk, { ...stage, text: `${stage.text} redirects to ${action.location}` }), {
      outcome: { status: action.code, text: `the caller is sent to ${action.location} (${action.code})` },
    });
  const branches = action.kind === 'cluster' ? action.branches : [];
  if (action.kind === 'cluster' && isUpgradeRefused(at.manager.config, action.fields, at.headers))
    return failed(
      walk,
      { ...stage, text: `${stage.text}: the upgrade is not allowed` },
      { status: 403, details: 'upgrade_failed', text: 'the caller gets 403' },
    );
  if (action.kind === 'directResponse') {
    const filtered = throughFilters(step(walk, stage), hop, at, chosen, undefined);
    if (!('stages' in filtered)) return filtered;
    return directly(filtered, hop, action.code, chosen, at);
  }
  return branches.flatMap((branch) =>
    alongBranch(
      walk,
      hop,
      at,
      chosen,
      { branch, stage, isOnly: branches.length === 1, notFound: action.clusterNotFoundCode },
      onward,
    ),
  );
}

function directly(walk: Walk, hop: Hop, code: number, { virtualHost, place }: Chosen, at: AtRoutes): Ended[] {
  const outcome = { status: code, details: 'direct_response', text: `the proxy answers ${code} itself` };
  if (code < 400) return ended(walk, { outcome });
  const isBlocked = virtualHost.name === 'block_all';
  return failed(
    walk,
    {
      stage: 'route',
      at: nameOf(hop),
      text: outcome.text,
      ...(isBlocked && { condition: 'REGISTRY_ONLY_BLOCKED' }),
      evidence: [placeIn(hop, at, place)],
    },
    outcome,
  );
}

interface Branching {
  branch: RouteBranch;
  stage: Parameters<typeof step>[1];
  isOnly: boolean;
  notFound: number;
}

function alongBranch(
  walk: Walk,
  hop: Hop,
  at: AtRoutes,
  chosen: Chosen,
  { branch, stage, isOnly, notFound }: Branching,
  onward: Onward,
): Ended[] {
  const share = Math.round(branch.share * 100);
  const routed = step(
    portion(walk, branch.share),
    isOnly ? stage : { ...stage, status: 'probabilistic', text: `${stage.text}, ${share} % of the requests` },
  );
  if (branch.unknown !== undefined)
    return unknown(routed, {
      stage: 'route',
      at: nameOf(hop),
      text: `${branch.unknown} chooses the cluster, which is not modelled`,
    });
  const filtered = throughFilters(routed, hop, at, chosen, branch);
  if (!('stages' in filtered)) return filtered;
  return onward(filtered, {
    hop,
    cluster: branch.cluster ?? '',
    payload: { ...at.payload, request: branch.request },
    incoming: at.incoming,
    httpFilters: at.manager.filters,
    clusterNotFoundCode: notFound,
  });
}

/** The HTTP filters, which run once the route is known. */
function throughFilters(
  walk: Walk,
  hop: Hop,
  at: AtRoutes,
  { candidate, virtualHost }: Chosen,
  branch: RouteBranch | undefined,
): Walk | Ended[] {
  const { incoming, headers, peer } = at;
  const levels = [branch?.entry, candidate.fields, virtualHost, at.routes.config].filter(
    (level) => level !== undefined,
  );
  const request = {
    headers,
    destinationIp: incoming.destination.ip,
    destinationPort: incoming.destination.port,
    ...(incoming.wire?.bytes.kind === 'tls' && { serverName: incoming.wire.bytes.serverName ?? '' }),
    ...(incoming.sourceIp !== undefined && { sourceIp: incoming.sourceIp }),
    peer,
    ...(incoming.filterState !== undefined && { filterState: incoming.filterState }),
    ...(branch?.cluster !== undefined && { cluster: branch.cluster }),
  };
  const { steps } = walkHttpFilters(at.manager.config, request, {
    overrides: levels.map((level) => message(level.typed_per_filter_config ?? level.per_filter_config)),
    corsPolicies: [candidate.fields, virtualHost]
      .map((level) => message(message(level.route).cors ?? level.cors))
      .filter((policy) => Object.keys(policy).length > 0),
    discovered: discoveredIn(hop, at.manager),
  });
  let on: Walk = walk;
  for (const one of steps) {
    const next = afterFilter(on, hop, at, one, request);
    if (!('stages' in next)) return next;
    on = next;
  }
  return on;
}

function discoveredIn(hop: Hop, { filters }: ConnectionManager): ReadonlyMap<string, Message> {
  return new Map(
    messages(filters).flatMap((config) => {
      const found = 'config_discovery' in config ? findExtension(hop.held.resources, config) : 'missing';
      return typeof found === 'string' ? [] : [[found.name, { name: found.name, typed_config: found.fields }] as const];
    }),
  );
}

function afterFilter(
  walk: Walk,
  hop: Hop,
  at: AtRoutes,
  { index, name, verdict }: FilterStep,
  request: RbacRequest,
): Walk | Ended[] {
  const here = nameOf(hop);
  const evidence = [cite(hop, at.listener, [...at.place, 'typed_config', 'http_filters', index])];
  switch (verdict.kind) {
    case 'forward':
      return walk;
    case 'pass': {
      const policy = verdict.rbac?.enforced.policy;
      if (policy === undefined) return walk;
      const object = policyObject(policy);
      return step(walk, {
        stage: 'authorization',
        status: 'matched',
        at: here,
        text: `allowed by ${policy}`,
        chosen: { policy },
        ...(object !== undefined && { object }),
        evidence,
      });
    }
    case 'deny':
      if (verdict.rbac !== undefined)
        return denied(walk, hop, {
          policy: verdict.rbac.enforced.policy,
          rules: verdict.rules,
          request,
          evidence,
          details: verdict.details,
          isHttp: true,
        });
      return failed(
        walk,
        {
          stage: 'authorization',
          at: here,
          text: `${name}: ${verdict.why}`,
          ...(verdict.flag === 'FI' && { condition: 'FAULT_INJECTED' }),
          evidence,
        },
        {
          status: verdict.status,
          ...(verdict.flag !== undefined && { flag: verdict.flag }),
          details: verdict.details,
          text: `the caller gets ${verdict.status}`,
        },
      );
    case 'answer':
      return ended(
        step(walk, {
          stage: 'http',
          status: 'matched',
          at: here,
          text: `${name} answers ${verdict.status}: ${verdict.why}`,
          evidence,
        }),
        {
          outcome: { status: verdict.status, text: `the proxy answers ${verdict.status} itself` },
        },
      );
    case 'fault': {
      const { abort, delay } = verdict.fault;
      const parts = [
        ...(abort === undefined ? [] : [`${Math.round(abort.chance * 100)} % get ${abort.status ?? 'an error'}`]),
        ...(delay === undefined ? [] : [`${Math.round(delay.chance * 100)} % are delayed`]),
      ];
      return step(walk, {
        stage: 'http',
        status: abort === undefined ? 'matched' : 'probabilistic',
        at: here,
        text: `fault injection: ${parts.join(', ')}`,
        condition: 'FAULT_INJECTED',
        evidence,
      });
    }
    case 'assumed':
      return step(walk, {
        stage: 'authorization',
        status: 'assumed',
        at: here,
        text: `${name}: ${verdict.why}`,
        evidence,
      });
    case 'opaque':
      return passing(walk, [`${name} of ${here}: ${verdict.why}`]);
    case 'unknown':
      return unknown(walk, { stage: 'authorization', at: here, text: `${name}: ${verdict.why}`, evidence });
  }
}
