import { clusterName } from '../cluster-name.js';
import { isMessage, type Message, message, messages, text } from '../message.js';
import { type ClosedGate, closedGate } from './circuit-breakers.js';
import { clusterHosts, discoveryOf, type KnownCluster } from './cluster-hosts.js';
import { failsOnPanic, type HostSet, hostsInUse, panicThreshold } from './host-sets.js';
import { type OriginalDestination, originalDestination } from './original-destination.js';
import { type PriorityLoad, priorityLoads } from './priority-load.js';
import { changesAtRuntime } from './runtime-health.js';
import type { UpstreamHost } from './upstream-host.js';

export interface EndpointQuestion extends KnownCluster {
  original?: OriginalDestination;
  /** Host of the request, which a dynamic forward proxy resolves. */
  host?: string;
  protocol?: 'http' | 'tcp';
  /** Routes may ask for the circuit breakers of priority HIGH. */
  priority?: 'DEFAULT' | 'HIGH';
  /** Looks the members of an aggregate cluster up. */
  clusterNamed?: (name: string) => KnownCluster | undefined;
}

/** Which endpoints a call to an Envoy cluster may meet. `flag` and `httpStatus` are what the caller's proxy reports. */
export type EndpointSelection =
  | {
      outcome: 'ok';
      /** Every host that gets load. */
      hosts: readonly UpstreamHost[];
      /** Share of the load in percent, by priority. */
      priorities: ReadonlyMap<number, number>;
      /** So few hosts are healthy that health is ignored. */
      panic?: true;
      /** A priority behind the first takes load. */
      failover?: true;
      /** Percent of the load that meets no host. */
      lost?: number;
      leavesMesh?: true;
      /** What was taken for granted. */
      assumed: readonly string[];
    }
  | {
      outcome: 'no_healthy_upstream' | 'blackhole';
      flag: 'UH';
      httpStatus: 503;
      /** Hosts that exist and are not used. */
      unused: readonly UpstreamHost[];
    }
  | { outcome: 'overflow'; flag: 'UO'; httpStatus: 503; gate: ClosedGate }
  | { outcome: 'unknown'; reason: string };

/** Envoy's choice among the endpoints of a cluster, except for the luck of the draw: all that can be drawn are returned. */
export function selectEndpoints(question: EndpointQuestion): EndpointSelection {
  const { cluster, protocol } = question;
  const gate = closedGate(cluster, question);
  // The TCP proxy looks at the circuit breaker before it looks for a host, a connection pool afterwards.
  if (gate !== undefined && protocol === 'tcp') return overflow(gate);
  if (usesSubsets(cluster)) return { outcome: 'unknown', reason: 'the cluster chooses hosts by subsets of metadata' };
  const found = selectByDiscovery(question);
  return gate !== undefined && found.outcome === 'ok' ? overflow(gate) : found;
}

function selectByDiscovery(question: EndpointQuestion): EndpointSelection {
  const { cluster } = question;
  const discovery = discoveryOf(cluster);
  switch (discovery.kind) {
    case 'original-destination':
      return fromOriginalDestination(cluster, question.original ?? {});
    case 'forward-proxy':
      return fromForwardProxy(cluster, question.host);
    case 'aggregate':
      return fromMembers(discovery.clusters, question);
    case 'unknown':
      return { outcome: 'unknown', reason: `clusters of type ${discovery.name} are not modelled` };
    default:
      return fromHosts(question);
  }
}

function fromHosts(known: KnownCluster): EndpointSelection {
  const { cluster } = known;
  const found = clusterHosts(known);
  if ('unknown' in found) return { outcome: 'unknown', reason: found.unknown };
  const loads = priorityLoads(found.sets, panicThreshold(cluster));
  const assumed = [
    ...(found.areNames ? ['names of hosts resolve, to addresses that were not captured'] : []),
    ...(known.health === undefined && changesAtRuntime(cluster) ? ['no host is ejected or fails a health check'] : []),
  ];
  return drawn(
    found.sets.map((set, index) => ({
      set,
      load: loads[index] ?? noLoad,
      cluster,
      isInPanic: loads[index]?.isInPanic,
    })),
    cluster,
    assumed,
  );
}

const noLoad: PriorityLoad = { healthy: 0, degraded: 0, isInPanic: false };

/**
 * The priorities of all members, those without hosts left out, one after the other. The aggregate's own panic threshold
 * decides on the load, that of the member whether the health of its hosts counts.
 */
function fromMembers(names: readonly string[], question: EndpointQuestion): EndpointSelection {
  const rows: Row[] = [];
  for (const name of names) {
    // Envoy leaves a member out that it does not have.
    const member = question.clusterNamed?.(name);
    if (member === undefined) continue;
    if (!['eds', 'static', 'dns'].includes(discoveryOf(member.cluster).kind))
      return { outcome: 'unknown', reason: `member ${name} of the aggregate has no list of endpoints` };
    const found = clusterHosts(member);
    if ('unknown' in found) return { outcome: 'unknown', reason: `${name}: ${found.unknown}` };
    const own = priorityLoads(found.sets, panicThreshold(member.cluster));
    found.sets.forEach((set, index) => {
      const isInPanic = own[index]?.isInPanic;
      if (set.hosts > 0) rows.push({ set, load: noLoad, cluster: member.cluster, isInPanic });
    });
  }
  const sets = rows.map(({ set }) => set);
  const loads = priorityLoads(sets, panicThreshold(question.cluster));
  return drawn(
    rows.map((row, index) => ({ ...row, load: loads[index] ?? noLoad })),
    question.cluster,
    [],
  );
}

interface Row {
  set: HostSet;
  load: PriorityLoad;
  /** Whose settings hold for the set. */
  cluster: Message;
  isInPanic: boolean | undefined;
}

function drawn(rows: readonly Row[], cluster: Message, assumed: readonly string[]): EndpointSelection {
  const taken = rows.map(({ set, load, cluster: owner, isInPanic }) => {
    const total = load.healthy + load.degraded;
    if (total === 0) return { total, lost: 0, hosts: [] };
    if (isInPanic) {
      const hosts = failsOnPanic(owner) ? [] : set.members;
      return { total, lost: hosts.length === 0 ? total : 0, hosts };
    }
    const healthy = load.healthy > 0 ? hostsInUse(set, 'healthy', owner) : [];
    const degraded = load.degraded > 0 ? hostsInUse(set, 'degraded', owner) : [];
    const lost = (healthy.length === 0 ? load.healthy : 0) + (degraded.length === 0 ? load.degraded : 0);
    return { total, lost, hosts: [...healthy, ...degraded] };
  });
  const hosts = taken.flatMap((priority) => priority.hosts);
  const unused = rows.flatMap(({ set }) => set.members);
  if (hosts.length === 0) return noHost(cluster, unused);
  const lost = taken.reduce((sum, priority) => sum + priority.lost, 0);
  const panics = rows.some(({ load, isInPanic }) => isInPanic === true && load.healthy + load.degraded > 0);
  return {
    outcome: 'ok',
    hosts,
    priorities: new Map(taken.map(({ total }, priority) => [priority, total])),
    ...(panics && { panic: true }),
    ...(taken.slice(1).some(({ total }) => total > 0) && { failover: true }),
    ...(lost > 0 && { lost }),
    assumed,
  };
}

function fromOriginalDestination(cluster: Message, from: OriginalDestination): EndpointSelection {
  const address = originalDestination(cluster, from);
  if (address === undefined) return noHost(cluster, []);
  const leavesMesh = clusterName(text(cluster.name) ?? '').kind === 'passthrough';
  return only({ ...plainHost(cluster), ...address }, leavesMesh, []);
}

function fromForwardProxy(cluster: Message, host: string | undefined): EndpointSelection {
  if (host === undefined) return { outcome: 'unknown', reason: 'the host of the request is not known' };
  const assumed = ['the host of the request resolves when the request comes'];
  return only({ ...plainHost(cluster), address: host, kind: 'name' }, false, assumed);
}

function plainHost(cluster: Message): Omit<UpstreamHost, 'address' | 'kind'> {
  return { health: 'healthy', weight: 1, priority: 0, lbEndpoint: {}, group: {}, cluster };
}

function only(host: UpstreamHost, leavesMesh: boolean, assumed: readonly string[]): EndpointSelection {
  return {
    outcome: 'ok',
    hosts: [host],
    priorities: new Map([[0, 100]]),
    ...(leavesMesh && { leavesMesh }),
    assumed,
  };
}

function noHost(cluster: Message, unused: readonly UpstreamHost[]): EndpointSelection {
  const isBlackHole = clusterName(text(cluster.name) ?? '').kind === 'black-hole';
  return { outcome: isBlackHole ? 'blackhole' : 'no_healthy_upstream', flag: 'UH', httpStatus: 503, unused };
}

function overflow(gate: ClosedGate): EndpointSelection {
  return { outcome: 'overflow', flag: 'UO', httpStatus: 503, gate };
}

/** Not what Istio calls subsets: those are clusters of their own. */
function usesSubsets(cluster: Message): boolean {
  const config = message(cluster.lb_subset_config);
  if (messages(config.subset_selectors).length > 0) return true;
  return messages(message(cluster.load_balancing_policy).policies).some((policy) => {
    const type = text(message(message(policy.typed_extension_config).typed_config)['@type']) ?? '';
    return isMessage(policy.typed_extension_config) && type.endsWith('.Subset');
  });
}
