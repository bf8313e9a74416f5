import { utcTime } from './line-header.js';

/** What is read of a notable access-log line. Absent fields are `-` in the line, or not in its format. */
export interface AccessFields {
  time?: string;
  flags: string;
  code: number;
  cluster?: string;
  authority?: string;
  details?: string;
  transportFailure?: string;
}

const codeAndFlags = /" (\d{1,3}) ([A-Z,]{1,60}|-)(?: |$)/;
const shortLine = /\] ([A-Z,]{1,60}|-) (?=\d)/;
const startTime = /\[(\d{4}-[^\]]{10,40})\] /;
const jsonStartTime = /"start_time":"(\d{4}-[^"]{10,40})"/;
/** Istio's components print a tab behind it. */
const ownTime = /^(\d{4}-\d\d-\d\dT\S{9,30})\t/;
const captureTime = /^(\d{4}-\d\d-\d\dT\S{9,30}) /;
/** Behind what the container runtime or kubectl put in front. */
const jsonStart = /^(?:\d{4}-\S{10,40} (?:std(?:out|err) [FP] )?)?\{/;
const maxTokens = 80;
const keyedFlags = /response_flags?"?[=:] ?"?([A-Z]{2,5}(?:,[A-Z]{2,5}){0,6})(?=[",\s]|$)/;
const keyedCode = /(?:^|[\s,"{])(?:response_code|status|code)"?[=:] ?"?(\d{1,3})(?=[",\s]|$)/;
const keyedCluster = /upstream_cluster"?[=:] ?"?([^\s",]{1,300})/;
const keyedAuthority = /authority"?[=:] ?"?([^\s",]{1,253})/;
const keyedDetails = /(?:response_code_details|status_details)"?[=:] ?"?([^\s"]{1,200})/;
const keyedTransport = /upstream_transport_failure_reason"?[=:] ?"?([^\s"]{1,300})/;

/** The time that a line prints itself; else the one that `kubectl logs --timestamps` put in front. */
export function timeOfLine(line: string): string | undefined {
  const found = ownTime.exec(line) ?? startTime.exec(line) ?? jsonStartTime.exec(line) ?? captureTime.exec(line);
  return found?.[1] === undefined ? undefined : utcTime(found[1]);
}

/** Reads an access-log line of any era; undefined when the line is not what its bytes promised. */
export function readAccessFields(line: string): AccessFields | undefined {
  const json = jsonStart.exec(line);
  const fields = (json === null ? textFields(line) : jsonFields(line.slice(json[0].length - 1))) ?? keyedFields(line);
  const time = timeOfLine(line);
  return fields && { ...fields, ...(time !== undefined && { time }) };
}

function textFields(line: string): AccessFields | undefined {
  const head = codeAndFlags.exec(line) ?? shortLine.exec(line);
  if (head === null) return undefined;
  const [all, first, second] = head;
  const tokens = tokenise(line, head.index + all.length);
  return {
    flags: second ?? first ?? '-',
    code: second === undefined ? 0 : Number(first),
    ...reasonFields(tokens),
    ...destinationFields(tokens),
  };
}

/**
 * Between the flags and the byte counts stand, by version: nothing (1.0), "MIXER" (1.1), "MIXER" "FAILURE" (1.2 to 1.7),
 * "FAILURE" (1.8), DETAILS TERMINATION "FAILURE" (1.9 and later).
 */
function reasonFields(tokens: readonly string[]): Pick<AccessFields, 'details' | 'transportFailure'> {
  const counts = tokens.findIndex((token, index) => isNumber(token) && isNumber(tokens[index + 1]));
  const before = tokens.slice(0, Math.max(counts, 0));
  const quoted = before.filter((token) => token.startsWith('"'));
  const [details, termination] = before.filter((token) => !token.startsWith('"'));
  // Both have one quoted field; a line of 1.1 lacks the route at the end.
  const mixerOnly = quoted.length === 1 && details === undefined && tokens.length - counts < 15;
  return withoutTransport(
    value(details) ?? value(termination),
    mixerOnly ? undefined : value(quoted.at(-1)?.slice(1, -1)),
  );
}

/** `upstream_reset_before_response_started{connection_failure,TLS_error:…}`: the text behind the reason is not part of it. */
function withoutTransport(
  details: string | undefined,
  transport: string | undefined,
): Pick<AccessFields, 'details' | 'transportFailure'> {
  const reset = /^(upstream_reset_\w{1,40}\{[^|,}]{1,80})[|,](.{0,300})\}$/.exec(details ?? '');
  const kept = reset === null ? details : `${reset[1]}}`;
  const failure = transport ?? reset?.[2];
  return {
    ...(kept !== undefined && { details: kept.slice(0, 200) }),
    ...(failure !== undefined && { transportFailure: failure.slice(0, 200) }),
  };
}

/** The last quoted fields are AUTHORITY and UPSTREAM; the Envoy cluster follows (Istio 1.0.3 and later). */
function destinationFields(tokens: readonly string[]): Pick<AccessFields, 'authority' | 'cluster'> {
  const upstream = tokens.findLastIndex((token) => token.startsWith('"'));
  if (upstream < 0) return {};
  const before = tokens[upstream - 1];
  const authority = before?.startsWith('"') ? value(before.slice(1, -1)) : undefined;
  const cluster = clusterName(tokens[upstream + 1]) ?? refusingRoute(tokens.at(-1));
  return { ...(authority !== undefined && { authority }), ...(cluster !== undefined && { cluster }) };
}

function jsonFields(text: string): AccessFields | undefined {
  const parsed = parseObject(text);
  if (parsed === undefined) return undefined;
  const field = (key: string): string | undefined => {
    const found = parsed.get(key);
    return typeof found === 'string' ? value(found) : undefined;
  };
  const cluster = clusterName(field('upstream_cluster')) ?? refusingRoute(field('route_name'));
  const authority = field('authority');
  return {
    flags: field('response_flags') ?? '-',
    code: Number(parsed.get('response_code')) || 0,
    ...withoutTransport(
      field('response_code_details') ?? field('connection_termination_details'),
      field('upstream_transport_failure_reason'),
    ),
    ...(authority !== undefined && { authority }),
    ...(cluster !== undefined && { cluster }),
  };
}

/** Custom text formats with a name before each field, such as `response_flags=UF` or `response_flags:UF,`. */
function keyedFields(line: string): AccessFields | undefined {
  const flags = keyedFlags.exec(line)?.[1];
  if (flags === undefined) return undefined;
  const cluster = clusterName(keyedCluster.exec(line)?.[1]);
  const authority = value(keyedAuthority.exec(line)?.[1]);
  return {
    flags,
    code: Number(keyedCode.exec(line)?.[1] ?? 0),
    ...withoutTransport(value(keyedDetails.exec(line)?.[1]), value(keyedTransport.exec(line)?.[1])),
    ...(authority !== undefined && { authority }),
    ...(cluster !== undefined && { cluster }),
  };
}

/** The route that answers 502 to unknown hosts under REGISTRY_ONLY; it leads to no Envoy cluster. */
function refusingRoute(route: string | undefined): string | undefined {
  return route === 'block_all' ? route : undefined;
}

function parseObject(text: string): Map<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? new Map(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}

/** istiod 1.24 and later ends the name with `;` for proxies that print the name of statistics. */
function clusterName(token: string | undefined): string | undefined {
  const name = value(token);
  return (name?.endsWith(';') ? name.slice(0, -1) : name)?.slice(0, 300);
}

function value(token: string | undefined): string | undefined {
  return token === undefined || token === '-' || token === '' ? undefined : token;
}

function isNumber(token: string | undefined): boolean {
  return token !== undefined && /^\d{1,20}$/.test(token);
}

/** Splits at single spaces, outside quotes and outside the braces and brackets of response code details. */
function tokenise(line: string, start: number): string[] {
  const tokens: string[] = [];
  let at = start;
  while (at < line.length && tokens.length < maxTokens) {
    const end = line[at] === '"' ? endOfQuoted(line, at) : endOfBare(line, at);
    tokens.push(line.slice(at, end));
    at = end + 1;
  }
  return tokens;
}

function endOfQuoted(line: string, start: number): number {
  let at = line.indexOf('"', start + 1);
  while (at >= 0 && (line[at - 1] === '\\' || (at + 1 < line.length && line[at + 1] !== ' ')))
    at = line.indexOf('"', at + 1);
  return at < 0 ? line.length : at + 1;
}

function endOfBare(line: string, start: number): number {
  let depth = 0;
  let firstSpace = -1;
  for (let at = start; at < line.length; at++) {
    const char = line[at];
    if (char === ' ') {
      if (depth === 0) return at;
      if (firstSpace < 0) firstSpace = at;
    } else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && depth > 0) depth--;
  }
  return depth > 0 && firstSpace >= 0 ? firstSpace : line.length;
}
