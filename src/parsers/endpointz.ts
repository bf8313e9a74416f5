import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser, type Parsed } from './parser.js';
import { debugPage, entriesOf } from './support/debug-page.js';
import { jsonArray } from './support/json-array.js';

/** debug/endpointz or debug/endpointShardz of one replica: for which hosts it has endpoints, and in which networks. */
export interface Endpointz {
  hosts: Set<string>;
  /** Number of endpoints by network; those of no named network count under the empty name. */
  networks: Map<string, number>;
}

/** One line of `endpointz?brief=1`: host and port name, address, labels as Go prints a map, service account. */
const brief = /^(\S{1,260}):[\w.-]{0,63} (?:\d{1,3} )?\S{1,100}:\d{1,5} map\[/;

/** What stands behind the host of a service in the list. */
const portName = /:[^:]{0,63}$/;

/**
 * Two shapes: a list of services with their endpoints (endpointz up to Istio 1.16), and a map of hosts with the endpoints
 * in shards, one for each registry (endpointShardz, and endpointz since 1.17).
 */
export const endpointz = defineTextParser<'endpointz', Endpointz>({
  kind: 'endpointz',
  parse(page, { path }) {
    const [json] = /^(?:[[{]|null$)/m.exec(page) ?? [];
    if (json !== undefined) return json.includes('{') ? ofShards(page) : ofServices(page, path);
    const hosts = new Set(page.split('\n').flatMap((line) => brief.exec(line)?.[1] ?? []));
    if (hosts.size === 0) throw new Unusable('no list of endpoints');
    return { artifact: { hosts, networks: new Map() } };
  },
});

function ofServices(page: string, path: string): Parsed<Endpointz> {
  const { items, complete } = jsonArray(page);
  const notes: Note[] = complete ? [] : [{ code: 'entry-truncated', path, detail: 'the list breaks off' }];
  const artifact: Endpointz = { hosts: new Set(), networks: new Map() };
  for (const item of items) {
    const { svc, ep } = fieldsOf(item);
    if (typeof svc !== 'string') continue;
    artifact.hosts.add(svc.replace(portName, ''));
    for (const instance of Array.isArray(ep) ? ep : []) {
      const { endpoint, Endpoint } = fieldsOf(instance);
      count(artifact.networks, endpoint ?? Endpoint);
    }
  }
  if (items.length > 0 && artifact.hosts.size === 0) throw new Unusable('no list of endpoints');
  return { artifact, notes };
}

function ofShards(page: string): Parsed<Endpointz> {
  const services = entriesOf(debugPage(page)) ?? [];
  const artifact: Endpointz = { hosts: new Set(), networks: new Map() };
  for (const [host, found] of services) {
    const shards = shardsOf(found);
    if (shards === undefined) continue;
    artifact.hosts.add(host);
    for (const endpoint of shards) count(artifact.networks, endpoint);
  }
  if (services.length > 0 && artifact.hosts.size === 0) throw new Unusable('no list of endpoints');
  return { artifact };
}

/** The endpoints of one host: since Istio 1.3 its shards stand below the namespaces that declare it. */
function shardsOf(service: unknown): unknown[] | undefined {
  const fields = entriesOf(service);
  if (fields === undefined) return undefined;
  const own = fields.find(([name]) => name === 'Shards');
  if (own !== undefined) return (entriesOf(own[1] ?? {}) ?? []).flatMap(([, shard]) => endpointsOf(shard));
  const below = fields.map(([, value]) => (hasShards(value) ? shardsOf(value) : undefined));
  return below.length > 0 && below.every((found) => found !== undefined) ? below.flat() : undefined;
}

function hasShards(value: unknown): boolean {
  return entriesOf(value)?.some(([name]) => name === 'Shards') ?? false;
}

/** In Istio 1.0 a shard is an object that holds its endpoints as entries. */
function endpointsOf(shard: unknown): unknown[] {
  if (Array.isArray(shard)) return shard;
  const { Entries } = fieldsOf(shard);
  return Array.isArray(Entries) ? Entries : [];
}

function count(networks: Map<string, number>, endpoint: unknown): void {
  const { Network: network } = fieldsOf(endpoint);
  if (typeof network === 'string') networks.set(network, (networks.get(network) ?? 0) + 1);
}

type Fields = Partial<Record<'svc' | 'ep' | 'endpoint' | 'Endpoint' | 'Entries' | 'Network', unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? value : {};
}
