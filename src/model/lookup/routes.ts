import {
  type IpAddress,
  type IpRange,
  isLinkLocal,
  isLoopback,
  parseIp,
  parseRange,
  rangeContains,
} from '../../core/ip.js';
import type { Route, RouteTable } from '../facets.js';
import { derivedOnce } from './derive.js';

export type Family = 'ipv4' | 'ipv6';

interface RangedRoute {
  route: Route;
  /** Absent for a default route, which contains every address of its family. */
  range?: IpRange;
}

/** Tables that every packet without a mark is looked up in. */
const generalTables = ['main', 'local', 'default'];

const general = derivedOnce(({ routes }: RouteTable): readonly RangedRoute[] =>
  routes
    .filter(({ table }) => generalTables.includes(table))
    .flatMap((route): RangedRoute[] => {
      if (route.destination === 'default') return [{ route }];
      const range = parseRange(route.destination);
      return range === undefined ? [] : [{ route, range }];
    }),
);

/** The route that a packet to this address takes: the longest prefix that contains it, of those the lowest metric. */
export function routeTo(table: RouteTable, address: IpAddress): Route | undefined {
  let best: RangedRoute | undefined;
  for (const candidate of general(table)) {
    const { route, range } = candidate;
    if (route.family !== address.family || (range !== undefined && !rangeContains(range, address))) continue;
    if (best === undefined || isMoreSpecific(candidate, best)) best = candidate;
  }
  return best?.route;
}

function isMoreSpecific(a: RangedRoute, b: RangedRoute): boolean {
  const difference = (a.range?.length ?? 0) - (b.range?.length ?? 0);
  return difference === 0 ? (a.route.metric ?? 0) < (b.route.metric ?? 0) : difference > 0;
}

/** Default routes of the main table. */
export function defaultRoutes(table: RouteTable, family: Family): readonly Route[] {
  return general(table)
    .map(({ route }) => route)
    .filter((route) => route.destination === 'default' && route.family === family && route.table !== 'local');
}

/** Another table leads somewhere by default, for packets that policy rules send to it. */
export function hasOtherDefault({ routes }: RouteTable, family: Family): boolean {
  return routes.some(
    (route) =>
      route.destination === 'default' &&
      route.family === family &&
      route.type === 'unicast' &&
      !generalTables.includes(route.table),
  );
}

/** The pod or node has an address of this family that others can reach, as far as its routes show. */
export function hasGlobalAddress(table: RouteTable, family: Family): boolean {
  return general(table).some(({ route, range }) => {
    if (range === undefined || range.family !== family || route.type === 'multicast' || route.type === 'broadcast')
      return false;
    const address = { family: range.family, bits: range.bits };
    return !isLoopback(address) && !isLinkLocal(address) && !route.destination.startsWith('ff');
  });
}

/** The device that holds an address: from the table local, else from the routes that have it as their source. */
export function deviceOf(table: RouteTable, address: string): string | undefined {
  const own = general(table).find(({ route }) => route.type === 'local' && route.destination === canonical(address));
  return (own ?? general(table).find(({ route }) => route.sourceAddress === address))?.route.device;
}

function canonical(address: string): string {
  return address.includes(':') ? `${address}/128` : `${address}/32`;
}

/** Addresses in the order of their bits, so that those of a range stand together. */
export interface AddressIndex<T> {
  within(destination: string): readonly { item: T; address: IpAddress }[];
}

export function indexAddresses<T>(items: readonly T[], addressesOf: (item: T) => readonly string[]): AddressIndex<T> {
  const entries = items
    .flatMap((item) => addressesOf(item).map((text) => ({ item, address: parseIp(text) })))
    .filter((entry): entry is { item: T; address: IpAddress } => entry.address !== undefined);
  const byFamily = (family: Family) =>
    entries
      .filter(({ address }) => address.family === family)
      .sort((a, b) => (a.address.bits < b.address.bits ? -1 : a.address.bits > b.address.bits ? 1 : 0));
  const sorted = { ipv4: byFamily('ipv4'), ipv6: byFamily('ipv6') };
  return {
    within(destination) {
      const range = parseRange(destination);
      if (range === undefined) return [];
      const list = sorted[range.family];
      const first = firstAtLeast(list, networkOf(range));
      const found = [];
      for (let at = first; at < list.length; at++) {
        const entry = list[at];
        if (entry === undefined || !rangeContains(range, entry.address)) break;
        found.push(entry);
      }
      return found;
    },
  };
}

function networkOf({ family, bits, length }: IpRange): bigint {
  const rest = BigInt((family === 'ipv4' ? 32 : 128) - length);
  return (bits >> rest) << rest;
}

function firstAtLeast(list: readonly { address: IpAddress }[], bits: bigint): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.address.bits ?? 0n) < bits) low = middle + 1;
    else high = middle;
  }
  return low;
}
