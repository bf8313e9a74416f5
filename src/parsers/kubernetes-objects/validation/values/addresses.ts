import { parseIp, parseRange } from '../../../../core/ip.js';
import { quote } from '../report.js';

/** In the parts of an IPv4 address; groups of IPv6 may have them. */
const leadingZero = /(?:^|:)0\d+\.|\.0\d/;

/** As Go's netip.ParseAddr: no leading zeros in IPv4, a zone in IPv6 only. */
export function isAddress(text: string): boolean {
  const address = parseIp(text);
  if (address === undefined || leadingZero.test(text)) return false;
  if (text.includes('%')) return address.family === 'ipv6' && !text.endsWith('%');
  return true;
}

/** What is wrong with an address or a CIDR block. */
export function subnetProblem(text: string): string | undefined {
  const slashes = text.split('/', 3).length - 1;
  if (slashes !== 1) return isAddress(text) ? undefined : `${quote(text)} is no IP address`;
  const length = text.slice(text.indexOf('/') + 1);
  const isBlock = parseRange(text) !== undefined && !leadingZero.test(text) && !text.includes('%');
  return isBlock && (length === '0' || !length.startsWith('0')) ? undefined : `${quote(text)} is no CIDR block`;
}

export const unixPrefix = 'unix://';

/** What is wrong with the path of a Unix socket; names of abstract sockets begin with @. */
export function unixPathProblem(path: string): string | undefined {
  if (path === '') return 'the path of a Unix socket must not be empty';
  if (path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'))) return undefined;
  return `${quote(path)} is no absolute path of a file`;
}

/** Host and port of `host:port` and `[::1]:port`; undefined when the text has no such form. */
export function splitHostPort(text: string): { host: string; port: string } | undefined {
  const match = /^(?:\[([^[\]]{0,255})\]|([^[\]:]{0,255})):([^[\]:]{0,255})$/.exec(text);
  return match === null ? undefined : { host: match[1] ?? match[2] ?? '', port: match[3] ?? '' };
}
