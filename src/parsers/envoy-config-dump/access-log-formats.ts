import { type AccessLogFormat, formatKey, jsonFormat, textFormat } from '../../core/access-log/format.js';
import { shortHash } from '../../core/hash.js';
import { snakeCase } from './message.js';

const maxFormats = 8;
/** Only these end up in the log of the container. */
const streams: ReadonlySet<unknown> = new Set(['/dev/stdout', '/dev/stderr', undefined]);

const rememberedLoggers = 64;
const rememberedLength = 16 * 1024;
const remembered = new Map<string, LoggerFormats>();

export interface LoggerFormats {
  formats: readonly AccessLogFormat[];
  /** Equal for equal formats. */
  digest: string;
}

/** As `accessLogFormats`, with a bounded memory: a dump has the same loggers in every listener. */
export function recallAccessLogFormats(loggers: string): LoggerFormats {
  const known = remembered.get(loggers);
  if (known !== undefined) return known;
  const formats = accessLogFormats(loggers);
  const found = { formats, digest: shortHash(formats.map(formatKey)) };
  if (remembered.size >= rememberedLoggers) remembered.clear();
  if (loggers.length <= rememberedLength) remembered.set(loggers, found);
  return found;
}

/** The formats that an `access_log` field of any version states for the log of the container; none where Envoy's default is in use. */
export function accessLogFormats(loggers: string): AccessLogFormat[] {
  try {
    const parsed: unknown = JSON.parse(loggers);
    return Array.isArray(parsed) ? distinctFormats(parsed.flatMap(formatsOf)) : [];
  } catch {
    return [];
  }
}

/** Each format once, up to a limit: a proxy has one or two. */
export function distinctFormats(formats: readonly AccessLogFormat[]): AccessLogFormat[] {
  return [...new Map(formats.map((format) => [formatKey(format), format])).values()].slice(0, maxFormats);
}

/** FileAccessLog and StdoutAccessLog: `log_format` since Envoy 1.14, before that `format`, `json_format` and `typed_json_format`. */
function formatsOf(logger: unknown): AccessLogFormat[] {
  const outer = fields(logger);
  const settings = fields(outer.get('typed_config') ?? outer.get('config'));
  // A struct stands in `value` of TypedStruct.
  const config = settings.has('value') ? fields(settings.get('value')) : settings;
  if (!streams.has(config.get('path'))) return [];
  const format = fields(config.get('log_format'));
  const source = fields(format.get('text_format_source')).get('inline_string');
  const texts = [config.get('format'), format.get('text_format'), source];
  const objects = [config.get('json_format'), config.get('typed_json_format'), format.get('json_format')];
  return [
    ...texts.flatMap((text) => (typeof text === 'string' ? (textFormat(text) ?? []) : [])),
    ...objects.flatMap((object) => jsonFormat(object) ?? []),
  ];
}

/** The fields of a message in snake_case; the keys of a JSON format stay as they are. */
function fields(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).map(([name, field]) => [snakeCase(name), field]));
}
