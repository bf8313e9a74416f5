import { Unusable } from '../core/errors.js';
import { clipExcerpt } from '../core/evidence.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import type { Line } from './support/lines.js';
import { canonicalDestination, procRouteRow, type RouteEntry, routeColumns, routeRow } from './support/route-tables.js';
import { shortLines } from './support/short-lines.js';

export interface IpRoutes {
  /** False when the entry holds policy rules only (`ip rule`). */
  hasRoutes: boolean;
  routes: RouteEntry[];
  rules: RoutingRuleEntry[];
}

interface RoutingRuleEntry {
  priority: number;
  table?: string;
  fwmark?: string;
  line: number;
  excerpt: string;
}

const routeTypes = new Set([
  'unicast',
  'local',
  'broadcast',
  'multicast',
  'anycast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
]);

/** Far above the routes of any pod, and of nodes of large clusters. */
const maxLines = 50_000;

/** A kernel without IPv6, or a shell without the right to ask, says so instead of printing routes. */
const refusal =
  /^(ip|route): |^RTNETLINK answers|^Cannot open netlink socket|^Dump terminated|Operation not permitted|^Error: /;

/**
 * Routes as iproute2 and BusyBox `ip` print them (with `show table all` or not, IPv4 or IPv6), `route -n`, and
 * /proc/net/route; lines of `ip rule` may stand among them or alone.
 */
export const ipRoute = defineTextParser({
  kind: 'ip-route',
  parse(text, { path }) {
    const artifact: IpRoutes = { hasRoutes: false, routes: [], rules: [] };
    const notes: Note[] = [];
    let readRow: ((line: Line) => RouteEntry | undefined) | undefined;
    for (const line of shortLines(text).slice(0, maxLines)) {
      const trimmed = line.text.trim();
      if (trimmed === '' || /^Kernel IP(v6)? routing table/.test(trimmed)) continue;
      const columns = routeColumns(line.text);
      if (columns !== undefined) readRow = (row) => routeRow(row, columns);
      else if (/^Iface\s+Destination\s/.test(line.text)) readRow = procRouteRow;
      else if (!addLine(artifact, line, readRow))
        notes.push({ code: 'unexpected-content', path, line: line.number, detail: trimmed.slice(0, 80) });
    }
    artifact.hasRoutes = artifact.routes.length > 0 || readRow !== undefined;
    if (!artifact.hasRoutes && artifact.rules.length === 0) throw new Unusable(notes[0]?.detail ?? 'no routes');
    return { artifact, notes: notes.slice(0, 20) };
  },
});

function addLine(artifact: IpRoutes, line: Line, readRow?: (line: Line) => RouteEntry | undefined): boolean {
  const text = line.text.trim();
  if (refusal.test(text)) return false;
  const rule = routingRule(line);
  if (rule !== undefined) {
    artifact.rules.push(rule);
    return true;
  }
  const last = artifact.routes.at(-1);
  if (/^\s+nexthop /.test(line.text) && last !== undefined) {
    // Of several next hops the first stands for the route.
    if (last.device === undefined) Object.assign(last, routeAttributes(text.split(/\s+/)));
    return true;
  }
  if (/^\s+cache\b/.test(line.text)) return true;
  const route = readRow === undefined ? routeLine(line) : readRow(line);
  if (route !== undefined) artifact.routes.push(route);
  return route !== undefined;
}

/** `32765:\tfrom all fwmark 0x539 lookup 133` */
function routingRule(line: Line): RoutingRuleEntry | undefined {
  const [, priority, rest] = /^(\d{1,10}):\s+((?:not )?from \S.*)$/.exec(line.text) ?? [];
  if (priority === undefined || rest === undefined) return undefined;
  const words = rest.split(/\s+/);
  const table = after(words, 'lookup');
  const fwmark = after(words, 'fwmark');
  return {
    priority: Number(priority),
    ...(table !== undefined && { table }),
    ...(fwmark !== undefined && { fwmark }),
    line: line.number,
    excerpt: clipExcerpt(line.text.trim()),
  };
}

/** `[TYPE] DESTINATION [via ADDRESS] [dev NAME] [table T] [scope S] [src ADDRESS] [metric N] [mtu [lock] N] …` */
function routeLine(line: Line): RouteEntry | undefined {
  const words = line.text.trim().split(/\s+/);
  const typed = routeTypes.has(words[0] ?? '');
  const type = typed ? (words[0] ?? '') : 'unicast';
  const destination = words[typed ? 1 : 0] ?? '';
  if (destination !== 'default' && !/^[0-9a-f]{0,4}[.:][0-9a-f.:]*(\/\d{1,3})?$/i.test(destination)) return undefined;
  const attributes = routeAttributes(words.slice(typed ? 2 : 1));
  const isIpv6 = [destination, attributes.via ?? '', attributes.sourceAddress ?? ''].some((text) => text.includes(':'));
  return {
    // iproute2 prints `pref` on IPv6 routes only (RFC 4191), the one sign on a default route without a gateway.
    family: isIpv6 || words.includes('pref') ? 'ipv6' : 'ipv4',
    destination: canonicalDestination(destination),
    type,
    ...attributes,
    table: attributes.table ?? 'main',
    line: line.number,
    excerpt: clipExcerpt(line.text.trim()),
  };
}

function routeAttributes(words: readonly string[]): Partial<Omit<RouteEntry, 'family' | 'destination' | 'type'>> {
  const via = after(words, 'via');
  const gateway = via === 'inet6' || via === 'inet' ? after(words, via) : via;
  const device = after(words, 'dev');
  const table = after(words, 'table');
  const scope = after(words, 'scope');
  const sourceAddress = after(words, 'src');
  const mtu = number(after(words, 'mtu') === 'lock' ? after(words, 'lock') : after(words, 'mtu'));
  const metric = number(after(words, 'metric'));
  return {
    ...(gateway !== undefined && { via: gateway }),
    ...(device !== undefined && { device }),
    ...(table !== undefined && { table }),
    ...(scope !== undefined && { scope }),
    ...(sourceAddress !== undefined && { sourceAddress }),
    ...(mtu !== undefined && { mtu }),
    ...(metric !== undefined && { metric }),
  };
}

function after(words: readonly string[], key: string): string | undefined {
  const at = words.indexOf(key);
  return at < 0 ? undefined : words[at + 1];
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
