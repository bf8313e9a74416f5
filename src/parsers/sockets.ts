import { Unusable } from '../core/errors.js';
import { clipExcerpt } from '../core/evidence.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import type { Line } from './support/lines.js';
import { procSocket } from './support/proc-sockets.js';
import { shortLines } from './support/short-lines.js';

export interface Sockets {
  /** Sockets that wait for a peer: TCP in state LISTEN, UDP without one. */
  listening: ListeningSocket[];
  /** Sockets of any state that were listed. */
  total: number;
}

export interface ListeningSocket {
  protocol: 'tcp' | 'udp';
  /** `0.0.0.0` is any IPv4 address; `::` any IPv6 address and, unless the program forbids it, any IPv4 address. */
  address: string;
  port: number;
  program?: string;
  line: number;
  excerpt: string;
}

/** More are never open in one pod; the rest is only counted. */
const maxListening = 5000;

/** Reads a row; nothing when it is no socket. */
type RowReader = (line: Line) => { listening?: ListeningSocket } | undefined;

/**
 * `netstat` (net-tools and BusyBox), `ss` with any of -l -n -t -u -p, /proc/net/{tcp,tcp6,udp,udp6}. Headers say what
 * follows, so that several outputs may stand in one entry.
 */
export const sockets = defineTextParser({
  kind: 'sockets',
  parse(text, { path }) {
    const artifact: Sockets = { listening: [], total: 0 };
    const notes: Note[] = [];
    let readRow: RowReader | undefined;
    let seenHeader = false;
    for (const line of shortLines(text, { numbers: true })) {
      if (line.text.trim() === '') continue;
      const reader = readerFor(line.text, path);
      if (reader !== undefined) {
        readRow = reader === 'skip' ? undefined : reader;
        seenHeader ||= readRow !== undefined;
        continue;
      }
      const socket = readRow?.(line);
      if (socket?.listening !== undefined && artifact.listening.length < maxListening)
        artifact.listening.push(socket.listening);
      if (socket !== undefined) artifact.total++;
      else if (readRow !== undefined)
        notes.push({ code: 'unexpected-content', path, line: line.number, detail: line.text.trim().slice(0, 80) });
    }
    if (!seenHeader) throw new Unusable('no list of sockets');
    return { artifact, notes: notes.slice(0, 20) };
  },
});

/** What reads the rows below a header; `skip` for a part without internet sockets, nothing when the line is no header. */
function readerFor(text: string, path: string): RowReader | 'skip' | undefined {
  if (/^Active (UNIX|IPX|AX|X\.25)/.test(text)) return 'skip';
  if (/^Active Internet connections/.test(text) || /^Proto +Recv-Q/.test(text)) return netstatRow;
  if (/^(Netid +)?State +Recv-Q +Send-Q/.test(text)) return ssReader(text, path);
  if (/^ *sl +local_address/.test(text)) return (line) => procSocket(line, text.includes('drops') ? 'udp' : 'tcp');
  return undefined;
}

/** `tcp6  0  0 :::8001  :::*  LISTEN  18713/node`; the state of UDP sockets is empty. */
function netstatRow(line: Line): { listening?: ListeningSocket } | undefined {
  const [protocol = '', , , local = '', , ...rest] = line.text.trim().split(/\s+/);
  const kind = /^(tcp|udp)6?$/.exec(protocol)?.[1];
  const endpoint = splitEndpoint(local);
  if (kind === undefined || endpoint === undefined) return undefined;
  if (kind === 'tcp' && rest[0] !== 'LISTEN') return {};
  if (kind === 'udp' && rest[0] === 'ESTABLISHED') return {};
  const program = /\b\d+\/(\S+)/.exec(rest.join(' '))?.[1];
  return { listening: socket(line, kind as 'tcp' | 'udp', endpoint, program) };
}

/** The last two words of the header run together (`Peer Address:PortProcess`) when a column is empty; cells are never. */
function ssReader(header: string, path: string): RowReader {
  const hasProtocol = header.startsWith('Netid');
  // Without a Netid column the sockets are of one protocol, which only the options of the command tell.
  const single = /udp|(^|[-_.])u[lnp]/.test(path.slice(path.lastIndexOf('/') + 1)) ? 'udp' : undefined;
  return (line) => {
    const cells = line.text.trim().split(/\s+/);
    const [netid, state = '', , , local = '', , ...rest] = hasProtocol ? cells : ['', ...cells];
    const kind = netid === '' ? (single ?? (state === 'UNCONN' ? 'udp' : 'tcp')) : netid;
    const endpoint = splitEndpoint(local);
    if ((kind !== 'tcp' && kind !== 'udp') || endpoint === undefined) return hasProtocol ? {} : undefined;
    if (state !== 'LISTEN' && state !== 'UNCONN') return {};
    return { listening: socket(line, kind, endpoint, /"([^"]+)"/.exec(rest.join(' '))?.[1]) };
  };
}

function socket(
  line: Line,
  protocol: 'tcp' | 'udp',
  endpoint: { address: string; port: number },
  program: string | undefined,
): ListeningSocket {
  return {
    protocol,
    ...endpoint,
    ...(program !== undefined && { program }),
    line: line.number,
    excerpt: clipExcerpt(line.text.trim()),
  };
}

/** `0.0.0.0:80`, `:::80`, `[::]:80`, `*:80`, `127.0.0.53%lo:53`. */
function splitEndpoint(text: string): { address: string; port: number } | undefined {
  const at = text.lastIndexOf(':');
  const port = Number(text.slice(at + 1));
  if (at < 0 || !/^\d{1,5}$/.test(text.slice(at + 1)) || port > 65535) return undefined;
  const [host = ''] = text
    .slice(0, at)
    .replace(/^\[|\]$/g, '')
    .split('%', 1);
  // ss prints `*` for IPv6 sockets that accept IPv4 too.
  return { address: host === '*' || host === '' ? '::' : host.replace(/^::ffff:(?=\d+\.)/, ''), port };
}
