const ignored = new Set([
  'level',
  'severity',
  'time',
  'timestamp',
  'ts',
  'caller',
  'thread',
  'msg',
  'message',
  'scope',
  'logger',
]);
const maxFields = 40;
/** What the container runtime or kubectl put in front. */
const envelope = /^\d{4}-\d\d-\d\dT\S{9,30} (?:std(?:out|err) [FP] )?/;

/**
 * What signatures are matched against: the program's own line, or for JSON encoding (Istio, Envoy, ztunnel with LOG_FORMAT=json)
 * the message with its fields behind it, as the text encoding prints them.
 */
export function messageOf(line: string): string {
  const own = line.slice(envelope.exec(line)?.[0].length ?? 0);
  if (!own.startsWith('{')) return own;
  const fields = parse(own);
  const message = fields?.get('msg') ?? fields?.get('message');
  if (fields === undefined || typeof message !== 'string') return own;
  const scope = fields.get('scope') ?? fields.get('logger');
  const front = typeof scope === 'string' ? `${scope}\t${message}` : message;
  const behind = [...fields]
    .filter(([name]) => !ignored.has(name))
    .slice(0, maxFields)
    .map(([name, value]) => `${name}=${shown(value)}`);
  return behind.length === 0 ? front : `${front}\t${behind.join(' ')}`;
}

function shown(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  return value.includes(' ') ? `"${value}"` : value;
}

function parse(text: string): Map<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? new Map(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}
