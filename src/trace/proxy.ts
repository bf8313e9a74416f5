import type { Evidence } from '../core/evidence.js';
import { type ClientSide, comparePeers } from '../envoy/cluster/peer.js';
import { chainsOfPort, type ServerChain, serverChain } from '../envoy/cluster/server-chain.js';
import { denialDetails } from '../envoy/http-filter-verdict.js';
import { chooseListener, type ListenerChoice } from '../envoy/listener/choose.js';
import type { Connection } from '../envoy/listener/connection.js';
import { chooseFilterChain, type FilterChain } from '../envoy/listener/filter-chain.js';
import { type ClientBytes, inspectConnection } from '../envoy/listener/inspect.js';
import { networkFilters, type PassedFilter } from '../envoy/listener/network-filters.js';
import { tcpClusters } from '../envoy/listener/tcp-proxy.js';
import { configOf, findSecrets, type Resource } from '../envoy/proxy-resources.js';
import { evaluateRbac } from '../envoy/rbac/filter.js';
import { noHeaders, type Peer } from '../envoy/rbac/request.js';
import { denied } from './authorization.js';
import { cite, type Hop, nameOf, resting } from './hop.js';
import { throughHttp } from './http.js';
import { identitiesOf } from './identities.js';
import { istioObject } from './istio-object.js';
import type { Incoming, Onward } from './passage.js';
import { type Payload, plainBytes, unwrapped } from './payload.js';
import type { TraceSources } from './sources.js';
import { type Ended, ended, failed, passing, portion, step, unknown, type Walk } from './walk.js';

/** Takes a connection through one Envoy, from its listener to the cluster that it leaves by. */
export function throughProxy(walk: Walk, hop: Hop, incoming: Incoming, sources: TraceSources, onward: Onward): Ended[] {
  const choice = chooseListener(hop.held.resources, incoming.arrival);
  if (choice.kind === 'unknown')
    return unknown(walk, { stage: 'listener', at: nameOf(hop), text: 'the listeners of the proxy were not captured' });
  if (choice.kind === 'none') return notAccepted(walk, hop, incoming, choice);
  const { listener } = choice;
  const entered = step(resting(walk, hop, listener), {
    stage: hop.role === 'server' ? 'inbound' : 'listener',
    status: 'matched',
    at: nameOf(hop),
    text: listenerText(choice, incoming),
    chosen: { listener: listener.name ?? 'unnamed' },
    evidence: [cite(hop, listener)],
  });
  return atFilterChain(entered, hop, listener, incoming, sources, onward);
}

function listenerText(choice: Extract<ListenerChoice, { listener: Resource }>, { destination }: Incoming): string {
  const name = choice.listener.name ?? 'unnamed';
  if (choice.kind === 'capture' && choice.handsOver)
    return `no listener for ${destination.ip}:${destination.port}, so ${name} takes the connection itself`;
  return `listener ${name}`;
}

function notAccepted(
  walk: Walk,
  hop: Hop,
  { destination }: Incoming,
  choice: Extract<ListenerChoice, { kind: 'none' }>,
): Ended[] {
  const [waiting] = choice.notServing;
  const what = waiting === undefined ? 'nothing listens' : `listener ${waiting.name} is ${waiting.state}`;
  return failed(
    walk,
    {
      stage: 'listener',
      at: nameOf(hop),
      text: `${what} for ${destination.ip}:${destination.port} in the proxy`,
      ...(waiting !== undefined && {
        condition: waiting.state === 'refused' ? 'XDS_REJECTED' : 'LISTENER_WARMING',
        evidence: [cite(hop, waiting)],
      }),
      ...(hop.role === 'gateway' && waiting === undefined && { condition: 'GATEWAY_PORT_NOT_OPEN' }),
    },
    { text: 'the connection is refused' },
  );
}

function atFilterChain(
  walk: Walk,
  hop: Hop,
  listener: Resource,
  incoming: Incoming,
  sources: TraceSources,
  onward: Onward,
): Ended[] {
  const config = configOf(listener);
  const bytes = incoming.wire?.bytes ?? plainBytes(incoming.payload);
  const { port } = incoming.destination;
  const inspection = inspectConnection(config, bytes, port, hop.held.resources);
  const inspected = inspectedWalk(walk, hop, inspection);
  if (!('stages' in inspected)) return inspected;
  const connection: Connection = {
    destinationIp: incoming.destination.ip,
    destinationPort: port,
    ...inspection.detected,
    ...(incoming.sourceIp !== undefined && { sourceIp: incoming.sourceIp }),
    ...(incoming.filterState !== undefined && { filterState: incoming.filterState }),
  };
  const choice = chooseFilterChain(config, connection);
  if (choice.kind === 'unknown')
    return unknown(inspected, {
      stage: 'filter chain',
      at: nameOf(hop),
      text: `the filter chain depends on ${choice.missing}, which is not known`,
      evidence: [cite(hop, listener)],
    });
  const others = chainsOfPort(config, port).flatMap((chain) => serverChain(chain) ?? []);
  const client: ClientSide = {
    ...(incoming.wire !== undefined && { tls: incoming.wire.tls }),
    payload: payloadKind(incoming.payload),
  };
  if (choice.kind === 'none') return noChain(inspected, hop, listener, client, others, bytes);
  const { chain } = choice;
  const named = chain.name ?? chain.path.join(' ');
  const found = step(inspected, {
    stage: 'filter chain',
    status: 'matched',
    at: nameOf(hop),
    text: `filter chain ${named}${chain.isDefault ? ', which takes what no other does' : ''}`,
    chosen: { 'filter chain': named, index: chain.isDefault ? 'default' : String(chain.path[1]) },
    evidence: [cite(hop, listener, chain.path)],
  });
  const missing = hop.role === 'gateway' ? missingSecret(hop, chain) : undefined;
  if (missing !== undefined)
    return failed(
      found,
      {
        stage: 'filter chain',
        at: nameOf(hop),
        text: missing,
        condition: 'GATEWAY_SECRET_MISSING',
        evidence: [cite(hop, listener, chain.path)],
      },
      { text: 'the TLS handshake does not come to an end' },
    );
  const peers = meetChain(found, hop, listener, chain, incoming, client, others, sources);
  return 'stages' in peers.walk
    ? atNetworkFilters(peers.walk, hop, listener, chain, { incoming, connection, ...peers }, sources, onward)
    : peers.walk;
}

/** A chain cannot finish a handshake without its certificate. Those from files and in the chain itself are no secrets. */
function missingSecret({ held }: Hop, { config }: FilterChain): string | undefined {
  const names = serverChain(config)?.tls?.certificates ?? [];
  for (const name of names.filter((one) => !/^(?:\/|\(inline\)|file-)/.test(one))) {
    const found = findSecrets(held.resources, name);
    if (found === 'missing') return `the gateway has no secret ${name}`;
    if (found !== 'not captured' && found.every(({ state }) => state === 'warming'))
      return `the gateway waits for secret ${name}`;
  }
  return undefined;
}

function payloadKind({ kind }: Payload): ClientSide['payload'] {
  return kind === 'silence' ? 'bytes' : kind;
}

function inspectedWalk(
  walk: Walk,
  hop: Hop,
  { wait, expectsProxyProtocol, opaque }: ReturnType<typeof inspectConnection>,
): Walk | Ended[] {
  const passed = passing(walk, opaque);
  if (expectsProxyProtocol)
    return step(passed, {
      stage: 'inspection',
      status: 'assumed',
      at: nameOf(hop),
      text: 'the listener expects the header of the PROXY protocol, which the load balancer has to send',
      condition: 'PROXY_PROTOCOL_EXPECTED',
    });
  if (wait === undefined) return passed;
  const stage = {
    stage: 'inspection' as const,
    at: nameOf(hop),
    text: `the listener waits for the first bytes of a client that lets the server speak first${wait.milliseconds === undefined ? '' : `, for ${wait.milliseconds / 1000} s`}`,
    condition: 'SERVER_FIRST_PROTOCOL_SNIFFED',
  };
  if (wait.after === 'goes on' && wait.milliseconds !== undefined) return step(passed, { ...stage, status: 'matched' });
  return failed(passed, stage, { text: 'the connection is closed after the wait' });
}

function noChain(
  walk: Walk,
  hop: Hop,
  listener: Resource,
  client: ClientSide,
  others: readonly ServerChain[],
  bytes: ClientBytes,
): Ended[] {
  const evidence = [cite(hop, listener)];
  if (hop.role !== 'server') {
    const isTls = bytes.kind === 'tls';
    const condition = !isTls ? undefined : bytes.serverName === undefined ? 'SNI_MISSING' : 'SNI_NO_MATCH';
    const text = isTls
      ? `no filter chain is for the name ${bytes.serverName ?? '(none sent)'}`
      : 'no filter chain is for the connection';
    return failed(
      walk,
      { stage: 'filter chain', at: nameOf(hop), text, ...(condition !== undefined && { condition }), evidence },
      { flag: 'NR', details: 'filter_chain_not_found', text: 'the connection is reset' },
    );
  }
  const outcome = comparePeers(client, { kind: 'no-chain', others });
  const because = outcome.status === 'fails' ? outcome.because : 'no filter chain is for the connection';
  const condition = outcome.status === 'fails' ? outcome.condition : 'MTLS_MISMATCH';
  return failed(
    walk,
    { stage: 'filter chain', at: nameOf(hop), text: because, condition, evidence },
    {
      status: 503,
      flag: 'UC',
      serverFlag: 'NR',
      details: 'filter_chain_not_found',
      text: 'the caller gets 503, as the server closes the connection',
    },
  );
}

/** Who the other side is, once the handshake is done, and what it sent inside. */
interface Met {
  peer: Peer;
  payload: Payload;
}

function meetChain(
  walk: Walk,
  hop: Hop,
  listener: Resource,
  { config, path }: FilterChain,
  incoming: Incoming,
  client: ClientSide,
  others: readonly ServerChain[],
  sources: TraceSources,
): { walk: Walk | Ended[] } & Met {
  const plain: Met = { peer: { transport: 'plaintext' }, payload: incoming.payload };
  const chain = serverChain(config);
  const evidence = [cite(hop, listener, path)];
  if (chain === undefined)
    return {
      ...plain,
      walk: unknown(walk, {
        stage: 'filter chain',
        at: nameOf(hop),
        text: 'the transport socket of the chain is not modelled',
        evidence,
      }),
    };
  if (hop.role === 'client') {
    const isTlsToHttp = incoming.payload.kind === 'tls' && chain.takes === 'http' && chain.tls === undefined;
    return isTlsToHttp ? { ...plain, walk: tlsToHttp(walk, hop, evidence) } : { ...plain, walk };
  }
  const outcome = comparePeers(
    client,
    { kind: 'chain', chain, others },
    identitiesOf(hop, incoming.wire?.identity, sources),
  );
  if (outcome.status === 'fails') {
    const { httpStatus, flags, serverFlag, transportFailure } = outcome.seen;
    const [flag] = flags;
    return {
      ...plain,
      walk: failed(
        walk,
        { stage: 'upstream tls', at: nameOf(hop), text: outcome.because, condition: outcome.condition, evidence },
        {
          status: httpStatus,
          ...(flag !== undefined && { flag }),
          ...(serverFlag !== undefined && { serverFlag }),
          ...(transportFailure !== undefined && { details: transportFailure }),
          text: `the caller gets ${httpStatus}${flag === undefined ? '' : ` (${flags.join(' or ')})`}`,
        },
      ),
    };
  }
  const met =
    outcome.assumed === undefined
      ? walk
      : step(walk, { stage: 'upstream tls', status: 'assumed', at: nameOf(hop), text: outcome.assumed, evidence });
  const noted =
    outcome.condition === undefined
      ? met
      : step(met, {
          stage: 'filter chain',
          status: 'matched',
          at: nameOf(hop),
          text: 'HTTP arrives as bytes: no HTTP rules and no HTTP telemetry',
          condition: outcome.condition,
          evidence,
        });
  if (chain.tls === undefined) return { ...plain, walk: noted };
  const names = outcome.hasIdentity && incoming.wire?.identity !== undefined ? [incoming.wire.identity] : undefined;
  const peer: Peer = {
    transport: 'tls',
    ...(names !== undefined ? { names } : outcome.hasIdentity ? {} : { names: [''] }),
  };
  return { walk: noted, peer, payload: incoming.wire === undefined ? unwrapped(incoming.payload) : incoming.payload };
}

function tlsToHttp(walk: Walk, hop: Hop, evidence: readonly Evidence[]): Ended[] {
  return failed(
    walk,
    {
      stage: 'filter chain',
      at: nameOf(hop),
      text: 'the application speaks TLS to a port that its proxy takes for HTTP',
      condition: 'TLS_TO_HTTP_PORT',
      evidence,
    },
    {
      status: 400,
      flag: 'DPE',
      text: 'the proxy answers in plain HTTP, which the TLS client cannot read (wrong version number)',
    },
  );
}

interface Entered extends Met {
  incoming: Incoming;
  connection: Connection;
}

function atNetworkFilters(
  walk: Walk,
  hop: Hop,
  listener: Resource,
  chain: FilterChain,
  entered: Entered,
  sources: TraceSources,
  onward: Onward,
): Ended[] {
  const { passed, terminal } = networkFilters(chain.config, hop.held.resources);
  const opaque = passed.filter(({ effect }) => effect === 'opaque').map(({ name }) => name);
  const filtered = throughRbac(passing(walk, opaque), hop, listener, chain, passed, entered);
  if (!('stages' in filtered)) return filtered;
  const { incoming, payload, peer } = entered;
  const evidence = [cite(hop, listener, [...chain.path, 'filters'])];
  const at = nameOf(hop);
  switch (terminal.kind) {
    case 'http':
      return throughHttp(
        filtered,
        hop,
        {
          manager: terminal.manager,
          listener,
          incoming,
          payload,
          peer,
          place: [...chain.path, 'filters', terminal.index],
        },
        sources,
        onward,
      );
    case 'tcp': {
      const fromSni =
        terminal.fromSni && entered.connection.serverName !== '' ? entered.connection.serverName : undefined;
      const clusters =
        fromSni === undefined ? tcpClusters(terminal.proxy, entered.connection) : [{ name: fromSni, weight: 1 }];
      if (clusters === 'unknown')
        return unknown(filtered, {
          stage: 'network filters',
          at,
          text: 'the TCP route depends on an address that is not known',
          evidence,
        });
      if (clusters.length === 0)
        return failed(
          filtered,
          { stage: 'network filters', at, text: 'no TCP route is for the connection', condition: 'NO_ROUTE', evidence },
          { flag: 'NR', text: 'the connection is closed' },
        );
      const total = clusters.reduce((sum, { weight }) => sum + weight, 0);
      return clusters
        .filter(({ weight }) => weight > 0)
        .flatMap(({ name, weight }) => {
          const part = step(portion(filtered, weight / total), {
            stage: 'network filters',
            status: clusters.length > 1 ? 'probabilistic' : 'matched',
            at,
            text: `TCP proxy to cluster ${name}${clusters.length > 1 ? `, ${Math.round((weight / total) * 100)} % of the connections` : ''}`,
            chosen: { cluster: name },
            evidence,
            ...objectOf(chain),
          });
          return onward(part, { hop, cluster: name, payload, incoming, httpFilters: undefined });
        });
    }
    case 'other':
      return ended(
        passing(
          step(filtered, {
            stage: 'network filters',
            status: 'assumed',
            at,
            text: `the filter ${terminal.name} takes the connection`,
            evidence,
          }),
          [terminal.name],
        ),
      );
    case 'unknown':
      return unknown(filtered, {
        stage: 'network filters',
        at,
        text: `what takes the connection is not known: ${terminal.why}`,
        evidence,
      });
    case 'none':
      return failed(
        filtered,
        { stage: 'network filters', at, text: 'no filter takes the connection', evidence },
        { text: 'the connection is closed' },
      );
  }
}

function objectOf(chain: FilterChain) {
  const object = istioObject(chain.config);
  return object === undefined ? {} : { object };
}

/** RBAC for connections, which sees no HTTP. */
function throughRbac(
  walk: Walk,
  hop: Hop,
  listener: Resource,
  chain: FilterChain,
  passed: readonly PassedFilter[],
  { incoming, connection, peer }: Entered,
): Walk | Ended[] {
  let on = walk;
  for (const { name, index, effect, fields } of passed) {
    if (effect !== 'rbac') continue;
    const request = {
      headers: noHeaders,
      destinationIp: incoming.destination.ip,
      destinationPort: incoming.destination.port,
      serverName: connection.serverName,
      ...(incoming.sourceIp !== undefined && { sourceIp: incoming.sourceIp, remoteIp: incoming.sourceIp }),
      peer,
      metadata: {},
    };
    const { enforced } = evaluateRbac(fields, request);
    const evidence = [cite(hop, listener, [...chain.path, 'filters', index])];
    if (enforced.decision === 'deny')
      return denied(on, hop, {
        policy: enforced.policy,
        rules: fields.rules,
        request,
        evidence,
        details: denialDetails(enforced.policy),
        isHttp: false,
      });
    if (enforced.decision === 'unknown')
      return unknown(on, {
        stage: 'authorization',
        at: nameOf(hop),
        text: `${name}: what its policies ask for is not known`,
        evidence,
      });
    if (enforced.policy !== undefined)
      on = step(on, {
        stage: 'authorization',
        status: 'matched',
        at: nameOf(hop),
        text: `allowed by ${enforced.policy}`,
        chosen: { policy: enforced.policy },
        evidence,
      });
  }
  return on;
}
