/** An address with its bits as a number: 32 of them for IPv4, 128 for IPv6. */
export interface IpAddress {
  family: 'ipv4' | 'ipv6';
  bits: bigint;
}

export interface IpRange extends IpAddress {
  /** Length of the prefix. */
  length: number;
}

/** Reads an address as people and tools write it; a zone (`fe80::1%eth0`) is ignored. */
export function parseIp(text: string): IpAddress | undefined {
  const [address = ''] = text.split('%', 1);
  if (address.length > 45) return undefined;
  const bits = address.includes(':') ? ipv6Bits(address) : ipv4Bits(address);
  return bits === undefined ? undefined : { family: address.includes(':') ? 'ipv6' : 'ipv4', bits };
}

/** Reads `10.244.0.0/16`; an address without a length is a range of one. */
export function parseRange(text: string): IpRange | undefined {
  const [address = '', length] = text.split('/', 2);
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  const width = widthOf(ip);
  if (length === undefined) return { ...ip, length: width };
  return /^\d{1,3}$/.test(length) && Number(length) <= width ? { ...ip, length: Number(length) } : undefined;
}

export function rangeContains(range: IpRange, ip: IpAddress): boolean {
  if (range.family !== ip.family) return false;
  const rest = BigInt(widthOf(ip) - range.length);
  return range.bits >> rest === ip.bits >> rest;
}

/** Tells whether two texts are the same address; texts that are no addresses are never the same. */
export function sameAddress(a: string, b: string): boolean {
  const [left, right] = [parseIp(a), parseIp(b)];
  return left !== undefined && left.family === right?.family && left.bits === right.bits;
}

const loopback = [range('127.0.0.0/8'), range('::1/128')];
const linkLocal = [range('169.254.0.0/16'), range('fe80::/10')];

export function isLoopback(ip: IpAddress): boolean {
  return loopback.some((candidate) => rangeContains(candidate, ip));
}

/** 169.254.0.0/16 and fe80::/10: addresses that never leave a host's own links. */
export function isLinkLocal(ip: IpAddress): boolean {
  return linkLocal.some((candidate) => rangeContains(candidate, ip));
}

function widthOf(ip: IpAddress): number {
  return ip.family === 'ipv4' ? 32 : 128;
}

function ipv4Bits(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((bits, part) => bits * 256n + BigInt(part), 0n);
}

function ipv6Bits(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = groups(head);
  const after = groups(tail ?? '');
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array<bigint>(missing).fill(0n), ...after].reduce((bits, group) => bits * 65536n + group, 0n);
}

/** 16-bit groups of a part of an IPv6 address; the last one may be written as an IPv4 address. */
function groups(text: string): bigint[] | undefined {
  if (text === '') return [];
  const result: bigint[] = [];
  for (const part of text.split(':')) {
    const embedded = part.includes('.') ? ipv4Bits(part) : undefined;
    if (embedded !== undefined) result.push(embedded >> 16n, embedded & 65535n);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) result.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return result;
}

function range(text: string): IpRange {
  const parsed = parseRange(text);
  if (parsed === undefined) throw new TypeError(`not a range: ${text}`);
  return parsed;
}
