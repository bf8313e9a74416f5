import { type Message, message, snakeCase, text } from '../message.js';
import { prepared } from '../prepared.js';
import { extendPointer, fieldName, rawField, rawName } from './raw.js';
import { type Entry, type ResourceState, refusal } from './sections.js';

/** An update that Envoy did not accept; what was active before stays in force. */
export interface Refusal {
  details?: string;
  /** RFC 3339. */
  attempted?: string;
  version?: string;
}

/** Where a resource stands and how old it is. */
export interface ResourceStamps {
  /** Listeners of the bootstrap may have none. */
  name?: string;
  origin: 'static' | 'dynamic';
  /** JSON pointer of the resource in its document. */
  pointer: string;
  /** The document, when there are several. */
  file?: string;
  /** RFC 3339. */
  lastUpdated?: string;
  version?: string;
  refused?: Refusal;
}

export interface Resource extends ResourceStamps {
  /** As the document has it; `configOf` reads it. */
  raw: Message;
}

/** A certificate or a validation context: whether it arrived, never its content. */
export interface Secret extends ResourceStamps {
  state: ResourceState;
}

/** A resource that takes no traffic. */
export interface NotServing extends Resource {
  state: Exclude<ResourceState, 'active'>;
}

export function resourceOf(entry: Entry, file: string | undefined): Resource {
  return Object.assign(stampsOf(entry, file), { raw: entry.resource });
}

export function secretOf(entry: Entry, file: string | undefined): Secret {
  return Object.assign(stampsOf(entry, file), { state: entry.state });
}

export function notServingOf(entry: Entry, file: string | undefined): NotServing {
  const state = entry.state === 'active' ? 'refused' : entry.state;
  return Object.assign(resourceOf(entry, file), { state });
}

/** The message of a resource in snake_case, whatever the document's spelling. Equal raw objects give the same message. */
export function configOf({ raw }: Resource): Message {
  return normalised(raw);
}

/** The names of Envoy's own fields are long enough to show their spelling in the first level. */
const normalised: (raw: Message) => Message = prepared((raw: Message) =>
  Object.keys(raw).some((key) => /[A-Z]/.test(key)) ? message(snakeCase(raw)) : raw,
);

/** JSON pointer of a part of a resource, its path in snake_case: `['filter_chains', 0]`. */
export function pointerWithin(resource: Resource, path: readonly (string | number)[]): string {
  let pointer = resource.pointer;
  let at: unknown = resource.raw;
  for (const step of path) {
    const key: string | number = typeof step === 'string' ? rawName(message(at), fieldName(step)) : step;
    at = Array.isArray(at) ? at[Number(key)] : message(at)[key];
    pointer = extendPointer(pointer, key);
  }
  return pointer;
}

const clusterName = fieldName('cluster_name');
const lastUpdated = fieldName('last_updated');
const versionInfo = fieldName('version_info');
const lastAttempt = fieldName('last_update_attempt');

/** Assigns field by field: a mesh has millions of resources, and spreading objects takes several times as long. */
function stampsOf({ origin, resource, stamps, element, pointer }: Entry, file: string | undefined): ResourceStamps {
  const result: ResourceStamps = { origin, pointer };
  const name = text(resource.name) ?? text(element.name) ?? text(rawField(resource, clusterName));
  const updated = text(rawField(stamps, lastUpdated));
  const version = text(rawField(stamps, versionInfo));
  const error = refusal(element);
  if (name !== undefined) result.name = name;
  if (file !== undefined) result.file = file;
  if (updated !== undefined) result.lastUpdated = updated;
  if (version !== undefined) result.version = version;
  if (error !== undefined) result.refused = refusalOf(error);
  return result;
}

function refusalOf(error: Message): Refusal {
  const details = text(error.details);
  const attempted = text(rawField(error, lastAttempt));
  const version = text(rawField(error, versionInfo));
  return {
    ...(details !== undefined && { details }),
    ...(attempted !== undefined && { attempted }),
    ...(version !== undefined && { version }),
  };
}
