import {
  type AccessFields,
  callerAddress,
  clusterName,
  printedValue,
  refusingRoute,
  withoutTransport,
} from './fields.js';
import { type AccessLogFormat, type AccessLogMember, formatParts } from './format.js';
import { matchFormat, type OperatorValues } from './match-format.js';
import { shortFlags } from './response-flags.js';

/** Reads a line; undefined when it does not have the format. */
export type LineReader = (line: string) => AccessFields | undefined;

/** A reader for the lines of one format; undefined for formats that say nothing of failures, or that Envoy would not accept. */
export function lineReader(format: AccessLogFormat): LineReader | undefined {
  const read = format.encoding === 'text' ? textReader(format.text) : jsonReader(format.members);
  if (read === undefined) return undefined;
  return (line) => {
    const values = read(line);
    return values && fieldsOf(values);
  };
}

type ValueReader = (line: string) => OperatorValues | undefined;

/** Of what tells a failure, a format must have one. */
const telling: ReadonlySet<string> = new Set(['RESPONSE_FLAGS', 'RESPONSE_FLAGS_LONG', 'RESPONSE_CODE_DETAILS']);

function textReader(text: string): ValueReader | undefined {
  const parts = formatParts(text);
  if (!parts?.some((part) => 'operator' in part && telling.has(part.operator))) return undefined;
  return (line) => matchFormat(parts, line);
}

function jsonReader(members: readonly AccessLogMember[]): ValueReader | undefined {
  const compiled = members.flatMap(({ path, text }) => {
    const parts = formatParts(text);
    return parts === undefined ? [] : [{ path, parts }];
  });
  const names = new Set(members.map(({ path }) => path[0]));
  const tells = compiled.some(({ parts }) => parts.some((part) => 'operator' in part && telling.has(part.operator)));
  if (!tells) return undefined;
  return (line) => {
    const object = parseObject(line);
    if (object === undefined || [...object.keys()].some((name) => !names.has(name))) return undefined;
    const values = compiled.flatMap(({ path, parts }) => {
      const value = textAt(object, path);
      return value === undefined ? [] : (matchFormat(parts, value) ?? []);
    });
    return values.length === 0 ? undefined : values;
  };
}

/** Typed values are numbers where they are, and null (or left out) for none. */
function textAt(object: ReadonlyMap<string, unknown>, [first = '', ...rest]: readonly string[]): string | undefined {
  const value = object.get(first);
  if (rest.length > 0) return typeof value === 'object' && value !== null ? textAt(mapOf(value), rest) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function parseObject(line: string): ReadonlyMap<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return mapOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function mapOf(object: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object));
}

/** Operators by what they tell; of those in one list the first that has a value counts. */
const operators = {
  cluster: ['UPSTREAM_CLUSTER', 'UPSTREAM_CLUSTER_RAW'],
  details: ['RESPONSE_CODE_DETAILS', 'CONNECTION_TERMINATION_DETAILS'],
  transport: ['UPSTREAM_TRANSPORT_FAILURE_REASON'],
  caller: [
    'DOWNSTREAM_REMOTE_ADDRESS',
    'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT',
    'DOWNSTREAM_DIRECT_REMOTE_ADDRESS',
    'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT',
  ],
  serverName: ['REQUESTED_SERVER_NAME'],
} as const;

function fieldsOf(values: OperatorValues): AccessFields | undefined {
  const first = (names: readonly string[]) =>
    names.flatMap((name) => printedValue(values.find(({ operator }) => operator === name)?.value) ?? [])[0];
  const flags = shortFlags(first(['RESPONSE_FLAGS', 'RESPONSE_FLAGS_LONG']) ?? '-');
  const printedCode = first(['RESPONSE_CODE']);
  if (flags === undefined || !/^\d{1,3}$/.test(printedCode ?? '0')) return undefined;
  const asked = requestedHost(values);
  // Envoy answers 404 where it has no route for a request; a format without the code leaves no other hint.
  const code = printedCode ?? (flags === 'NR' && asked !== undefined ? '404' : '0');
  const cluster = clusterName(first(operators.cluster)) ?? refusingRoute(first(['ROUTE_NAME']));
  const authority = asked ?? first(operators.serverName);
  const caller = callerAddress(first(operators.caller));
  return {
    flags,
    code: Number(code),
    ...withoutTransport(first(operators.details), first(operators.transport)),
    ...(authority !== undefined && { authority: authority.slice(0, 253) }),
    ...(cluster !== undefined && { cluster }),
    ...(caller !== undefined && { caller }),
  };
}

/** `%REQ(:AUTHORITY)%`, `%REQ(Host)%` and with an alternative, `%REQ(X-HOST?:AUTHORITY)%`. */
function requestedHost(values: OperatorValues): string | undefined {
  const found = values.find(
    ({ operator, argument = '' }) =>
      operator === 'REQ' && argument.split('?').some((header) => /^(?::authority|host)$/i.test(header)),
  );
  return printedValue(found?.value);
}
