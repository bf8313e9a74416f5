import { type IpAddress, parseIp } from '../core/ip.js';

/** An address as sockets see it: IPv4 inside IPv6 (`::ffff:10.0.0.1`) is IPv4. */
export function socketIp(ip: string): IpAddress | undefined {
  const parsed = parseIp(ip);
  if (parsed?.family !== 'ipv6' || parsed.bits >> 32n !== 0xffffn) return parsed;
  return { family: 'ipv4', bits: parsed.bits & 0xffffffffn };
}

/** One text for all spellings of an address; what is no address stays as it is. */
export function ipKey(ip: string): string {
  if (!ip.includes(':')) return ip;
  const parsed = socketIp(ip);
  if (parsed === undefined) return ip;
  const { family, bits } = parsed;
  return family === 'ipv4'
    ? [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.')
    : `ipv6:${bits.toString(16)}`;
}
