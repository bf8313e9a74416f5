import { isMessage, type Message, message, messages, text } from '../message.js';
import { extendPointer, type FieldName, fieldName, rawField, rawName } from './raw.js';

export type ResourceKind = 'listener' | 'cluster' | 'route' | 'endpoints' | 'secret' | 'filter';

/** Only what is active serves traffic. `refused` is an update that Envoy rejected. */
export type ResourceState = 'active' | 'warming' | 'draining' | 'refused';

/** One resource of a dump before it is normalised. */
export interface Entry {
  kind: ResourceKind;
  state: ResourceState;
  origin: 'static' | 'dynamic';
  /** The resource itself; what was refused where nothing is active. */
  resource: Message;
  /** Its wrapper with `version_info` and `last_updated`; of a bare list, the resource again. */
  stamps: Message;
  /** The element of the list; it carries the name and `error_state`. */
  element: Message;
  pointer: string;
}

interface Section {
  kind: ResourceKind;
  state: ResourceState;
  origin: 'static' | 'dynamic';
  /** Field that lists the elements. */
  list: FieldName;
  /** Field of an element that holds the resource. */
  holder: FieldName;
}

/**
 * Lists of the admin API, v2alpha and v3. `static_route_configs` is missing on purpose: it repeats the inline routes of
 * connection managers, which no one finds by name and which may have none.
 */
const sections: readonly Section[] = (
  [
    ['static_listeners', 'listener', 'listener', 'active', 'static'],
    ['dynamic_active_listeners', 'listener', 'listener', 'active', 'dynamic'],
    ['dynamic_warming_listeners', 'listener', 'listener', 'warming', 'dynamic'],
    ['dynamic_draining_listeners', 'listener', 'listener', 'draining', 'dynamic'],
    ['static_clusters', 'cluster', 'cluster', 'active', 'static'],
    ['dynamic_active_clusters', 'cluster', 'cluster', 'active', 'dynamic'],
    ['dynamic_warming_clusters', 'cluster', 'cluster', 'warming', 'dynamic'],
    ['dynamic_route_configs', 'route_config', 'route', 'active', 'dynamic'],
    ['static_endpoint_configs', 'endpoint_config', 'endpoints', 'active', 'static'],
    ['dynamic_endpoint_configs', 'endpoint_config', 'endpoints', 'active', 'dynamic'],
    ['static_secrets', 'secret', 'secret', 'active', 'static'],
    ['dynamic_active_secrets', 'secret', 'secret', 'active', 'dynamic'],
    ['dynamic_warming_secrets', 'secret', 'secret', 'warming', 'dynamic'],
    ['ecds_filters', 'ecds_filter', 'filter', 'active', 'dynamic'],
  ] as const
).map(([list, holder, kind, state, origin]) => {
  return { list: fieldName(list), holder: fieldName(holder), kind, state, origin };
});

/** Kinds by the message that holds their lists, and by its key in the map form of Istio 1.0. */
const kindOfDump: ReadonlyMap<string, ResourceKind> = new Map([
  ['ListenersConfigDump', 'listener'],
  ['listeners', 'listener'],
  ['ClustersConfigDump', 'cluster'],
  ['clusters', 'cluster'],
  ['RoutesConfigDump', 'route'],
  ['routes', 'route'],
  ['EndpointsConfigDump', 'endpoints'],
  ['SecretsConfigDump', 'secret'],
  ['EcdsConfigDump', 'filter'],
]);

/** The kind that a message of `configs` holds; `key` is its key in the map form. An empty one says that there are none. */
export function kindOfSection(section: Message, key: string | number): ResourceKind | undefined {
  const type = text(section['@type']) ?? '';
  return kindOfDump.get(type.slice(type.lastIndexOf('.') + 1)) ?? kindOfDump.get(String(key));
}

/** The resources in one message of `configs` (ListenersConfigDump and so on). */
export function* sectionEntries(section: Message, pointer: string): Generator<Entry> {
  for (const found of sections) {
    const key = rawName(section, found.list);
    for (const [index, element] of messages(section[key]).entries()) {
      yield entryOf(found, element, extendPointer(pointer, key, index));
    }
  }
  const key = rawName(section, dynamicListeners);
  for (const [index, element] of messages(section[key]).entries()) {
    yield* dynamicListener(element, extendPointer(pointer, key, index));
  }
}

function entryOf({ kind, state, origin, holder }: Section, element: Message, pointer: string): Entry {
  const common = { kind, origin, element, stamps: element };
  const held = rawField(element, holder);
  if (isMessage(held))
    return { ...common, state, resource: held, pointer: extendPointer(pointer, rawName(element, holder)) };
  return { ...common, state: refusal(element) === undefined ? state : 'refused', resource: refused(element), pointer };
}

const dynamicListeners = fieldName('dynamic_listeners');
const activeState = fieldName('active_state');

const listenerStates = [
  [activeState, 'active'],
  [fieldName('warming_state'), 'warming'],
  [fieldName('draining_state'), 'draining'],
] as const;

/** One listener may be active and have a warming successor or a draining predecessor. */
function* dynamicListener(element: Message, pointer: string): Generator<Entry> {
  const common = { kind: 'listener', origin: 'dynamic', element } as const;
  for (const [field, state] of listenerStates) {
    const stamps = rawField(element, field);
    if (!isMessage(stamps)) continue;
    const place = extendPointer(pointer, rawName(element, field), 'listener');
    yield { ...common, state, stamps, resource: message(stamps.listener), pointer: place };
  }
  if (refusal(element) === undefined || isMessage(rawField(element, activeState))) return;
  yield { ...common, state: 'refused', stamps: element, resource: refused(element), pointer };
}

const errorState = fieldName('error_state');
const failedConfiguration = fieldName('failed_configuration');

/** The `error_state` of an element: its last update was not accepted. */
export function refusal(element: Message): Message | undefined {
  const error = rawField(element, errorState);
  return isMessage(error) ? error : undefined;
}

function refused(element: Message): Message {
  return message(rawField(message(refusal(element)), failedConfiguration));
}
