import { clipExcerpt } from '../../core/evidence.js';
import type { Line } from './lines.js';
import { littleEndianAddress } from './route-tables.js';

/** TCP_LISTEN and, for UDP sockets without a peer, TCP_CLOSE of net/tcp_states.h. */
const waitingState = { tcp: '0A', udp: '07' } as const;

interface ProcSocket {
  protocol: 'tcp' | 'udp';
  address: string;
  port: number;
  line: number;
  excerpt: string;
}

/** A row of /proc/net/tcp, tcp6, udp or udp6; nothing when it is none, without `listening` when the socket has a peer. */
export function procSocket(line: Line, protocol: 'tcp' | 'udp'): { listening?: ProcSocket } | undefined {
  const [, local = '', , state = ''] = line.text.trim().split(/\s+/);
  const [, hex = '', port = ''] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
  const address = hex.length === 8 ? littleEndianAddress(hex) : ipv6Address(hex);
  if (address === undefined) return undefined;
  if (state !== waitingState[protocol]) return {};
  return {
    listening: {
      protocol,
      address,
      port: Number.parseInt(port, 16),
      line: line.number,
      excerpt: clipExcerpt(line.text.trim()),
    },
  };
}

/** Four words of eight digits, each lowest byte first. */
function ipv6Address(hex: string): string | undefined {
  if (hex.length !== 32) return undefined;
  const words = [0, 8, 16, 24].map((at) => [6, 4, 2, 0].map((byte) => hex.slice(at + byte, at + byte + 2)).join(''));
  if (words.slice(0, 2).every((word) => word === '00000000') && words[2] === '0000FFFF')
    return littleEndianAddress(hex.slice(24));
  const groups = words
    .flatMap((word) => [word.slice(0, 4), word.slice(4)])
    .map((group) => Number.parseInt(group, 16).toString(16));
  return shortened(groups);
}

/** Replaces the first longest run of zero groups by `::` (RFC 5952). */
function shortened(groups: readonly string[]): string {
  let [start, length] = [0, 0];
  for (let at = 0; at < groups.length; at++) {
    const end = groups.findIndex((group, index) => index >= at && group !== '0');
    const run = (end < 0 ? groups.length : end) - at;
    if (run > length) [start, length] = [at, run];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}
