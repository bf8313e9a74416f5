/**
 * Reads Envoy's protobuf JSON. A field that is absent has its default, one of the wrong type counts as absent: what a proxy
 * printed was valid once, so anything else is damage that must not end the reading of the rest.
 */
export type Message = Readonly<Record<string, unknown>>;

const nothing: Message = Object.freeze({});

/** The fields of a message; none where there is no message. Tell an absent message from an empty one with `isMessage`. */
export function message(value: unknown): Message {
  return isMessage(value) ? value : nothing;
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function messages(value: unknown): readonly Message[] {
  return Array.isArray(value) ? value.filter(isMessage) : [];
}

/** The entries of a map field, whose keys are data. */
export function entries(value: unknown): readonly (readonly [key: string, value: unknown])[] {
  return Object.entries(message(value));
}

/** A string, also inside a wrapper (`{"value": "…"}`). */
export function text(value: unknown): string | undefined {
  const found = unwrapped(value);
  return typeof found === 'string' ? found : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A number; 64-bit ones are strings in protobuf JSON. */
export function number(value: unknown): number | undefined {
  const found = unwrapped(value);
  const parsed = typeof found === 'string' && found !== '' ? Number(found) : found;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

export function bool(value: unknown): boolean | undefined {
  const found = unwrapped(value);
  return typeof found === 'boolean' ? found : undefined;
}

/** A duration (`"1.5s"`) in milliseconds. */
export function milliseconds(value: unknown): number | undefined {
  const seconds = /^(-?\d{1,12}(?:\.\d{1,9})?)s$/.exec(text(value) ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** google.protobuf.BoolValue and its kin are objects in the structs that Istio 1.0 to 1.2 wrote. */
function unwrapped(value: unknown): unknown {
  return isMessage(value) ? value.value : value;
}

/** The configuration of a filter, socket or other extension. */
export interface Extension {
  /** The name that the configuration gives it; older and newer names of one extension differ. */
  name: string;
  /** Last component of the type (`HttpConnectionManager`); empty for bare structs (Envoy API v2). */
  type: string;
  fields: Message;
  /** The configuration comes by its own discovery and is not here. */
  isDiscovered: boolean;
}

/** `typed_config` (v3), which may wrap a struct, or the bare struct `config` (v2). */
export function extension(value: unknown): Extension {
  const found = message(value);
  const typed = message(found.typed_config);
  const wrapped = text(typed.type_url);
  const fields = isMessage(found.typed_config) ? typed : message(found.config);
  return {
    name: text(found.name) ?? '',
    type: lastComponent(wrapped ?? text(typed['@type']) ?? ''),
    fields: wrapped === undefined ? fields : message(typed.value),
    isDiscovered: isMessage(found.config_discovery),
  };
}

function lastComponent(url: string): string {
  return url.slice(url.lastIndexOf('.') + 1);
}

/** Fields whose keys are data: names of filters, policies, labels. */
const dataMaps: ReadonlySet<string> = new Set([
  'filter_metadata',
  'typed_filter_metadata',
  'typed_per_filter_config',
  'per_filter_config',
  'typed_extension_protocol_options',
  'policies',
  'requirement_map',
  'providers',
  'fields',
  'map',
  'labels',
]);

/** Folds the field names of istioctl (camelCase) into Envoy's own (snake_case) and leaves the keys of maps as they are. */
export function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (!isMessage(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const name = foldName(key);
      if (name === 'transport_socket_matches') return [name, messages(field).map(socketMatch)];
      return [name, dataMaps.has(name) ? valuesFolded(field, name) : snakeCase(field)];
    }),
  );
}

/** What it compares with the metadata of endpoints is data (`tlsMode`). */
function socketMatch(value: Message): unknown {
  const { match } = value;
  return { ...message(snakeCase(value)), ...(match !== undefined && { match }) };
}

/** Metadata is data all the way down; the values of the other maps are messages again. */
function valuesFolded(value: unknown, map: string): unknown {
  if (!isMessage(value)) return snakeCase(value);
  if (map === 'filter_metadata' || map === 'labels') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, snakeCase(field)]));
}

function foldName(name: string): string {
  return name.replace(/[a-z0-9][A-Z]/g, (pair) => `${pair[0]}_${pair[1]?.toLowerCase()}`);
}
