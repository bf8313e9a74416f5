import { quote, type Report } from '../report.js';
import { choice, type Read, record, text, uint32 } from '../schema.js';
import { portProblem } from '../values/ports.js';
import type { httpMatch } from './route-match.js';
import { checkRegex } from './string-match.js';

export const redirect = record(
  {
    uri: text(),
    prefixRewrite: text(),
    authority: text(),
    port: uint32(),
    derivePort: choice('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'),
    scheme: text(),
    redirectCode: uint32(),
  },
  { oneOf: [['port', 'derivePort']] },
);

export const directResponse = record(
  { status: uint32(), body: record({ string: text(), bytes: text() }, { oneOf: [['string', 'bytes']] }) },
  { required: ['status'] },
);

export const rewrite = record({
  uri: text(),
  authority: text(),
  uriRegexRewrite: record({ match: text(), rewrite: text() }),
});

type Matches = readonly Read<typeof httpMatch>[];

export function checkRedirect(
  to: Read<typeof redirect> | undefined,
  matches: Matches,
  field: string,
  report: Report,
): void {
  const problem = to && redirectProblem(to, matches);
  if (problem !== undefined) report.error(field, problem);
}

function redirectProblem(to: Read<typeof redirect>, matches: Matches): string | undefined {
  const { uri, prefixRewrite, authority, port, derivePort, scheme, redirectCode } = to;
  if (uri && prefixRewrite) return 'can have only one of uri and prefixRewrite';
  if (prefixRewrite && matches.some(({ uri }) => uri !== undefined && uri.prefix === undefined)) {
    return 'prefixRewrite needs matches of a URI prefix';
  }
  const hasPort = port !== undefined || derivePort !== undefined;
  if (!uri && !prefixRewrite && !authority && !scheme && !hasPort)
    return 'must change the URI, authority, scheme or port';
  if (redirectCode && (redirectCode < 300 || redirectCode > 399))
    return `redirectCode ${redirectCode} is not between 300 and 399`;
  if (scheme && scheme !== 'http' && scheme !== 'https') return `scheme ${quote(scheme)} is neither http nor https`;
  return port ? portProblem(port) : undefined;
}

export function checkStatus(status: number, field: string, report: Report): void {
  if (status < 200 || status > 600) report.error(field, `${status} is no HTTP status between 200 and 599`);
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

export function checkDirectResponse(
  response: Read<typeof directResponse> | undefined,
  field: string,
  report: Report,
): void {
  if (response === undefined) return;
  const { status = 0, body } = response;
  checkStatus(status, `${field}.status`, report);
  const size =
    body?.bytes === undefined ? Buffer.byteLength(body?.string ?? '') : Buffer.byteLength(body.bytes, 'base64');
  if (size > megabyte) report.error(`${field}.body`, 'must not be larger than 1 MB');
  else if (size > 100 * kilobyte)
    report.warn(`${field}.body`, 'is larger than 100 kB, which burdens the control plane');
}

export function checkRewrite(to: Read<typeof rewrite> | undefined, field: string, report: Report): void {
  if (to === undefined) return;
  const { uri, uriRegexRewrite: regex, authority } = to;
  if (uri && regex) report.error(field, 'can have only one of uri and uriRegexRewrite');
  else if (!uri && !regex && !authority) report.error(field, 'must change the URI or the authority');
  else if (regex && !(regex.match && regex.rewrite))
    report.error(`${field}.uriRegexRewrite`, 'needs both match and rewrite');
  else if (regex?.match) checkRegex(regex.match, `${field}.uriRegexRewrite.match`, report);
}
