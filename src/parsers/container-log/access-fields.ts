import {
  type AccessFields,
  callerAddress,
  clusterName,
  printedValue,
  refusingRoute,
  withoutTransport,
} from '../../core/access-log/fields.js';
import { utcTime } from './line-header.js';

const codeAndFlags = /" (\d{1,3}) ([A-Z,]{1,60}|-)(?: |$)/;
const shortLine = /\] ([A-Z,]{1,60}|-) (?=\d)/;
const startTime = /\[(\d{4}-[^\]]{10,40})\] /;
const jsonStartTime = /"start_time":"(\d{4}-[^"]{10,40})"/;
/** Istio's components print a tab behind it. */
const ownTime = /^(\d{4}-\d\d-\d\dT\S{9,30})\t/;
const captureTime = /^(\d{4}-\d\d-\d\dT\S{9,30}) /;
const anyTime = /(?<!\d)20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)/;
/** Behind what the container runtime or kubectl put in front. */
const jsonStart = /^(?:\d{4}-\S{10,40} (?:std(?:out|err) [FP] )?)?\{/;
const maxTokens = 80;
const keyedFlags = /response_flags?"?[=:] ?"?([A-Z]{2,5}(?:,[A-Z]{2,5}){0,6})(?=[",\s]|$)/;
const keyedCode = /(?:^|[\s,"{])(?:response_code|status|code)"?[=:] ?"?(\d{1,3})(?=[",\s]|$)/;
const keyedCluster = /upstream_cluster"?[=:] ?"?([^\s",]{1,300})/;
const keyedAuthority = /authority"?[=:] ?"?([^\s",]{1,253})/;
const keyedDetails = /(?:response_code_details|status_details)"?[=:] ?"?([^\s"]{1,200})/;
const keyedCaller = /downstream_remote_address"?[=:] ?"?([^\s",]{1,80})/;
const keyedTransport = /upstream_transport_failure_reason"?[=:] ?"?([^\s"]{1,300})/;

/** The time that a line prints itself; else the one that `kubectl logs --timestamps` put in front. */
export function timeOfLine(line: string): string | undefined {
  const found = ownTime.exec(line) ?? startTime.exec(line) ?? jsonStartTime.exec(line) ?? captureTime.exec(line);
  return found?.[1] === undefined ? undefined : utcTime(found[1]);
}

/** The first time in a line of unknown form. */
export function firstTime(line: string): string | undefined {
  const found = anyTime.exec(line)?.[0];
  return found === undefined ? undefined : utcTime(found);
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
    printedValue(details) ?? printedValue(termination),
    mixerOnly ? undefined : printedValue(quoted.at(-1)?.slice(1, -1)),
  );
}

/**
 * The last quoted fields are AUTHORITY and UPSTREAM. Since Istio 1.0.3 the Envoy cluster and three addresses follow, of which
 * the last is that of the caller.
 */
function destinationFields(tokens: readonly string[]): Pick<AccessFields, 'authority' | 'cluster' | 'caller'> {
  const upstream = tokens.findLastIndex((token) => token.startsWith('"'));
  if (upstream < 0) return {};
  const before = tokens[upstream - 1];
  const authority = before?.startsWith('"') ? printedValue(before.slice(1, -1)) : undefined;
  const cluster = clusterName(tokens[upstream + 1]) ?? refusingRoute(tokens.at(-1));
  const caller = callerAddress(tokens[upstream + 4]);
  return {
    ...(authority !== undefined && { authority }),
    ...(cluster !== undefined && { cluster }),
    ...(caller !== undefined && { caller }),
  };
}

function jsonFields(text: string): AccessFields | undefined {
  const parsed = parseObject(text);
  if (parsed === undefined) return undefined;
  const field = (key: string): string | undefined => {
    const found = parsed.get(key);
    return typeof found === 'string' ? printedValue(found) : undefined;
  };
  const cluster = clusterName(field('upstream_cluster')) ?? refusingRoute(field('route_name'));
  const authority = field('authority');
  const caller = callerAddress(field('downstream_remote_address'));
  return {
    flags: field('response_flags') ?? '-',
    code: Number(parsed.get('response_code')) || 0,
    ...withoutTransport(
      field('response_code_details') ?? field('connection_termination_details'),
      field('upstream_transport_failure_reason'),
    ),
    ...(authority !== undefined && { authority }),
    ...(cluster !== undefined && { cluster }),
    ...(caller !== undefined && { caller }),
  };
}

/** Custom text formats with a name before each field, such as `response_flags=UF` or `response_flags:UF,`. */
function keyedFields(line: string): AccessFields | undefined {
  const flags = keyedFlags.exec(line)?.[1];
  if (flags === undefined) return undefined;
  const cluster = clusterName(keyedCluster.exec(line)?.[1]);
  const authority = printedValue(keyedAuthority.exec(line)?.[1]);
  const caller = callerAddress(keyedCaller.exec(line)?.[1]);
  return {
    flags,
    code: Number(keyedCode.exec(line)?.[1] ?? 0),
    ...withoutTransport(printedValue(keyedDetails.exec(line)?.[1]), printedValue(keyedTransport.exec(line)?.[1])),
    ...(authority !== undefined && { authority }),
    ...(cluster !== undefined && { cluster }),
    ...(caller !== undefined && { caller }),
  };
}

function parseObject(text: string): Map<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? new Map(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
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
