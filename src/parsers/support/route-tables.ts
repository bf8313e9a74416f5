import { clipExcerpt } from '../../core/evidence.js';
import type { Line } from './lines.js';

/** One route, in the words of `ip route` whatever printed it. */
export interface RouteEntry {
  family: 'ipv4' | 'ipv6';
  /** `default` or CIDR notation. */
  destination: string;
  /** unicast, blackhole, unreachable, prohibit, local, broadcast … */
  type: string;
  via?: string;
  device?: string;
  /** `main` unless the line names another. */
  table: string;
  scope?: string;
  sourceAddress?: string;
  mtu?: number;
  metric?: number;
  line: number;
  excerpt: string;
}

/** `route -n`, `netstat -rn` and BusyBox: the names of the header's columns, in order. */
export function routeColumns(line: string): string[] | undefined {
  return /^Destination\s+(Gateway|Next Hop)\s/.test(line)
    ? line.replace('Next Hop', 'Gateway').trim().split(/\s+/)
    : undefined;
}

/** A row below a header that `routeColumns` read. Cells never hold spaces. */
export function routeRow(line: Line, columns: readonly string[]): RouteEntry | undefined {
  const cells = line.text.trim().split(/\s+/);
  if (cells.length < columns.length) return undefined;
  const cell = (name: string) => cells[columns.indexOf(name)];
  const destination = cell('Destination') ?? '';
  const gateway = cell('Gateway') ?? '';
  const mask = cell('Genmask');
  const metric = cell('Metric') ?? cell('Met');
  const device = cells[columns.length - 1] ?? '';
  const flags = cell('Flags') ?? cell('Flag') ?? '';
  const length = mask === undefined ? undefined : maskLength(mask);
  if (mask !== undefined && length === undefined) return undefined;
  return {
    family: destination.includes(':') ? 'ipv6' : 'ipv4',
    destination: canonicalDestination(length === undefined ? destination : `${destination}/${length}`),
    type: flags.includes('!') ? 'unreachable' : 'unicast',
    ...(flags.includes('G') && { via: gateway }),
    ...(device !== '-' && { device }),
    table: 'main',
    ...(metric !== undefined && /^\d{1,10}$/.test(metric) && { metric: Number(metric) }),
    line: line.number,
    excerpt: clipExcerpt(line.text.trim()),
  };
}

/** RTF_REJECT of linux/route.h. */
const rejectFlag = 0x200;

/** A row of /proc/net/route: addresses are hexadecimal in the byte order of the machine, little-endian on all that Istio supports. */
export function procRouteRow(line: Line): RouteEntry | undefined {
  const [device = '', destination = '', gateway = '', flags = '', , , metric = '', mask = '', mtu = ''] = line.text
    .trim()
    .split(/\s+/);
  const [to, via, bits] = [destination, gateway, mask].map(littleEndianAddress);
  const length = bits === undefined ? undefined : maskLength(bits);
  if (to === undefined || via === undefined || length === undefined) return undefined;
  return {
    family: 'ipv4',
    destination: canonicalDestination(`${to}/${length}`),
    type: (Number.parseInt(flags, 16) & rejectFlag) !== 0 ? 'unreachable' : 'unicast',
    ...(via !== '0.0.0.0' && { via }),
    device,
    table: 'main',
    ...(Number(mtu) > 0 && { mtu: Number(mtu) }),
    ...(/^\d{1,10}$/.test(metric) && { metric: Number(metric) }),
    line: line.number,
    excerpt: clipExcerpt(line.text.trim()),
  };
}

/** `default` for a range of everything, and a length for a single address. */
export function canonicalDestination(text: string): string {
  if (text === 'default' || text === '0.0.0.0/0' || text === '::/0') return 'default';
  if (text.includes('/')) return text;
  return text.includes(':') ? `${text}/128` : `${text}/32`;
}

/** Eight hexadecimal digits, lowest byte first, as an IPv4 address. */
export function littleEndianAddress(hex: string): string | undefined {
  if (!/^[0-9a-f]{8}$/i.test(hex)) return undefined;
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
}

function maskLength(mask: string): number | undefined {
  const octets = mask.split('.').map(Number);
  if (octets.length !== 4 || !octets.every((octet) => octet >= 0 && octet <= 255)) return undefined;
  const bits = octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}
