/** A format of Envoy's access log, with operators such as `%RESPONSE_FLAGS%`. */
export type AccessLogFormat =
  | { encoding: 'text'; text: string }
  /** Every value of the JSON object, with the names that lead to it. */
  | { encoding: 'json'; members: readonly AccessLogMember[] };

export interface AccessLogMember {
  path: readonly string[];
  text: string;
}

/** A format is a list of these: text that stands in every line, and operators. */
export type FormatPart = { literal: string } | { operator: string; argument?: string };

const maxFormat = 16 * 1024;
const maxParts = 256;
const maxMembers = 200;
const maxDepth = 4;

/** `%NAME%`, `%NAME(ARGUMENT)%`, `%NAME:LENGTH%`, `%NAME(ARGUMENT):LENGTH%`; the argument may hold `%` (START_TIME). */
const operator = /%([A-Z0-9_]{1,80})(?:\(([^)]{0,1000})\))?(?::\d{1,6})?%/y;

/** The parts of a format; undefined when it is not one that Envoy accepts. `%%` is a percent sign. */
export function formatParts(text: string): FormatPart[] | undefined {
  if (text.length > maxFormat) return undefined;
  const parts: FormatPart[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('%', at);
    literal += text.slice(at, next < 0 ? text.length : next);
    if (next < 0) break;
    if (text[next + 1] === '%') {
      literal += '%';
      at = next + 2;
      continue;
    }
    operator.lastIndex = next;
    const [all, name, argument] = operator.exec(text) ?? [];
    if (all === undefined || name === undefined || parts.length >= maxParts) return undefined;
    if (literal !== '') parts.push({ literal });
    parts.push({ operator: name, ...(argument !== undefined && { argument }) });
    literal = '';
    at = next + all.length;
  }
  if (literal !== '') parts.push({ literal });
  return parts;
}

/** A text format as a configuration states it; nothing for an empty one, which stands for the default. */
export function textFormat(text: string): AccessLogFormat | undefined {
  // Envoy prints the end of the line as a part of the format.
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  return line === '' || line.length > maxFormat ? undefined : { encoding: 'text', text: line };
}

/** A JSON format as a configuration states it; objects in it nest. */
export function jsonFormat(value: unknown): AccessLogFormat | undefined {
  const members = membersOf(value, []).slice(0, maxMembers);
  return members.length === 0 ? undefined : { encoding: 'json', members };
}

function membersOf(value: unknown, path: readonly string[]): AccessLogMember[] {
  if (typeof value === 'string') return path.length > 0 && value.length <= maxFormat ? [{ path, text: value }] : [];
  if (typeof value !== 'object' || value === null || path.length >= maxDepth) return [];
  return Object.entries(value).flatMap(([name, member]) => membersOf(member, [...path, name]));
}

/** Equal for equal formats. */
export function formatKey(format: AccessLogFormat): string {
  return JSON.stringify(format);
}
