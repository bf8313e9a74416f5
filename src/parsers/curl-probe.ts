import { Unusable } from '../core/errors.js';
import { clipExcerpt } from '../core/evidence.js';
import { defineTextParser } from './parser.js';
import type { Line } from './support/lines.js';
import { probeText } from './support/probe.js';

export interface CurlProbe {
  command?: string[];
  /** Host of the request, or the name or address that a message of curl names, with its port. */
  host?: string;
  status?: number;
  /** Exit code that curl's own message names. */
  exitCode?: number;
  outcome: CurlOutcome;
  fromEnvoy: boolean;
  envoyReason?: string;
  server?: string;
  line?: number;
  excerpt: string;
}

export type CurlOutcome =
  | 'response'
  | 'refused'
  | 'not-connected'
  | 'reset'
  | 'empty-reply'
  | 'timeout'
  | 'no-route'
  | 'name-not-resolved'
  | 'tls-to-plaintext'
  | 'certificate'
  | 'other';

/** curl's words for what went wrong, most telling first: the notes of -v say more than the closing message. */
const failures: readonly (readonly [CurlOutcome, RegExp])[] = [
  ['name-not-resolved', /Could not resolve (host|proxy)|Resolving timed out/],
  // OpenSSL 1.0 to 3, BoringSSL, GnuTLS, NSS.
  [
    'tls-to-plaintext',
    /wrong version number|WRONG_VERSION_NUMBER|unknown protocol|http request|unexpected TLS packet|SSL_ERROR_RX_RECORD_TOO_LONG/,
  ],
  [
    'certificate',
    /SSL certificate problem|certificate verify failed|CERTIFICATE_VERIFY_FAILED|no alternative certificate subject name|alert (bad|unknown) ?(certificate|ca)|certificate required|bad certificate|certificate (has expired|subject name)/i,
  ],
  ['empty-reply', /Empty reply from server/],
  ['reset', /reset by peer|SSL_ERROR_SYSCALL|Broken pipe|unexpected eof/i],
  ['no-route', /No route to host|Network is unreachable|Host is unreachable/],
  ['refused', /Connection refused/],
  ['timeout', /timed out|Connection timeout/i],
  ['not-connected', /Failed to connect|Couldn't connect/],
];

/** Bodies that Envoy makes itself (Istio 1.0 to 1.30), and Mixer's in Istio 1.0 to 1.7. */
const envoyBodies =
  /^(upstream connect error or disconnect\/reset before headers.*|no healthy upstream|upstream request timeout|RBAC: access denied|stream timeout|Jwt .+|Audiences in Jwt are not allowed|jwks .+|local_rate_limited|fault filter abort|no route .+|(UNAVAILABLE|PERMISSION_DENIED|UNAUTHENTICATED|RESOURCE_EXHAUSTED|INTERNAL|NOT_FOUND):.+)$/i;

/**
 * curl with -v, -i, -w or plain. Headers and bodies are not kept: only the status, who answered, and Envoy's own words.
 */
export const curlProbe = defineTextParser({
  kind: 'curl-probe',
  errorsAreData: true,
  parse(text) {
    const { command, lines } = probeText(text);
    const closing = last(lines, /^curl: \((\d{1,3})\) /);
    const answer = last(lines, /^(?:< )?HTTP\/[\d.]+ (\d{3})\b/) ?? only(lines, /^(\d{3})(?:[\s,;].*)?$/);
    const status = answer === undefined ? undefined : Number(answer.groups[0]);
    const body = first(lines, envoyBodies);
    const hasStatus = status !== undefined && status >= 100;
    const failure = closing === undefined && hasStatus ? undefined : failureIn(lines, closing?.line);
    if (!hasStatus && failure === undefined && body === undefined && lines.length === 0)
      throw new Unusable('curl printed nothing');
    const server = last(lines, /^(?:< )?server: (\S+)/i)?.groups[0];
    const cited = failure?.line ?? body?.line ?? answer?.line;
    const host = destination(lines);
    const artifact: CurlProbe = {
      ...(command !== undefined && { command }),
      ...(host !== undefined && { host }),
      ...(hasStatus && { status }),
      ...(closing !== undefined && { exitCode: Number(closing.groups[0]) }),
      outcome: failure?.outcome ?? (status === 0 ? 'other' : 'response'),
      fromEnvoy: body !== undefined || (hasStatus && madeByEnvoy(lines, status, server)),
      ...(body !== undefined && { envoyReason: clipExcerpt(body.line.text.trim()) }),
      ...(server !== undefined && { server }),
      ...(cited !== undefined && { line: cited.number }),
      excerpt: clipExcerpt(cited?.text.trim() ?? ''),
    };
    return { artifact };
  },
});

/** `Host:` of the request, else what curl connected to or could not: `connect to 10.244.1.7 port 80`. */
function destination(lines: readonly Line[]): string | undefined {
  const host = last(lines, /^> Host: (\S+)/i)?.groups[0];
  if (host !== undefined) return host;
  const [name, port] = first(lines, /\bconnect(?:ed)? to (\S+) (?:\(\S+\) )?port (\d{1,5})\b/i)?.groups ?? [];
  if (name !== undefined) return `${name.includes(':') ? `[${name}]` : name}:${port}`;
  return first(lines, /Could not resolve host: (\S+)$/)?.groups[0];
}

/** Envoy's router adds x-envoy-upstream-service-time to what came from upstream; an error without it is Envoy's own. */
function madeByEnvoy(lines: readonly Line[], status: number, server: string | undefined): boolean {
  if (status < 400 || !/^(istio-)?envoy$/.test(server ?? '')) return false;
  return !lines.some((line) => /^(< )?x-envoy-upstream-service-time:/i.test(line.text));
}

function failureIn(
  lines: readonly Line[],
  closing: Line | undefined,
): { outcome: CurlOutcome; line: Line } | undefined {
  const said = lines.filter((line) => /^(\* |curl: )/.test(line.text));
  for (const [outcome, pattern] of failures) {
    const line = said.find((candidate) => pattern.test(candidate.text));
    if (line !== undefined) return { outcome, line };
  }
  return closing && { outcome: 'other', line: closing };
}

interface Match {
  line: Line;
  groups: string[];
}

function first(lines: readonly Line[], pattern: RegExp): Match | undefined {
  for (const line of lines) {
    const found = pattern.exec(line.text.trim());
    if (found !== null) return { line, groups: found.slice(1) };
  }
  return undefined;
}

function last(lines: readonly Line[], pattern: RegExp): Match | undefined {
  return first([...lines].reverse(), pattern);
}

/** The status that `-w '%{http_code} …'` prints, when nothing else was. */
function only(lines: readonly Line[], pattern: RegExp): Match | undefined {
  const filled = lines.filter((line) => !line.text.startsWith('curl: '));
  return filled.length === 1 ? first(filled, pattern) : undefined;
}
