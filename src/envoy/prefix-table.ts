import { type IpAddress, parseIp } from '../core/ip.js';
import { type Message, number, text } from './message.js';

/** Values by ranges of addresses, found by longest prefix. */
export interface PrefixTable<Value> {
  /** Values of all ranges that hold the address, longest prefix first. */
  all: (ip: IpAddress) => readonly Value[];
  longest: (ip: IpAddress) => Value | undefined;
}

export interface Prefix {
  family: 'ipv4' | 'ipv6';
  /** Length of the prefix. */
  length: number;
  /** The bits of the prefix. */
  bits: bigint;
}

export const anyAddress: readonly Prefix[] = [
  { family: 'ipv4', length: 0, bits: 0n },
  { family: 'ipv6', length: 0, bits: 0n },
];

/** A CidrRange; without `prefix_len` it is all addresses of its family. Bits behind the prefix do not count. */
export function prefixOf(range: Message): Prefix | undefined {
  const ip = parseIp(text(range.address_prefix) ?? '');
  if (ip === undefined) return undefined;
  const width = widthOf(ip);
  const length = Math.min(Math.max(number(range.prefix_len) ?? 0, 0), width);
  return { family: ip.family, length, bits: ip.bits >> BigInt(width - length) };
}

/** Values of one prefix keep their order. */
export function prefixTable<Value>(items: readonly (readonly [prefix: Prefix, value: Value])[]): PrefixTable<Value> {
  const tables = new Map<string, Map<bigint, Value[]>>();
  for (const [{ family, length, bits }, value] of items) {
    const key = `${family}/${length}`;
    const table = tables.get(key) ?? new Map<bigint, Value[]>();
    tables.set(key, table);
    table.set(bits, [...(table.get(bits) ?? []), value]);
  }
  const lengths = [...new Set(items.map(([{ length }]) => length))].sort((a, b) => b - a);

  function* holding(ip: IpAddress): Generator<Value> {
    const width = widthOf(ip);
    for (const length of lengths) {
      if (length > width) continue;
      yield* tables.get(`${ip.family}/${length}`)?.get(ip.bits >> BigInt(width - length)) ?? [];
    }
  }

  return {
    all: (ip) => [...holding(ip)],
    longest: (ip) => holding(ip).next().value ?? undefined,
  };
}

function widthOf({ family }: IpAddress): number {
  return family === 'ipv4' ? 32 : 128;
}
