import { isMessage, type Message, messages } from '../message.js';
import { extendPointer, fieldName, rawField } from './raw.js';
import { type Entry, kindOfSection, type ResourceKind, sectionEntries } from './sections.js';

/** One JSON document of a proxy: a whole config dump, or what `istioctl proxy-config … -o json` prints. */
export interface ProxyDocument {
  json: unknown;
  /** Where the pointers of its resources lead. */
  file?: string;
  /** What a bare list holds. Otherwise its elements tell, and an empty list says nothing. */
  holds?: ResourceKind;
}

interface DocumentContents {
  /** Kinds that the document was asked for, even if it has none of them. */
  captured: readonly ResourceKind[];
  entries: readonly Entry[];
}

/**
 * Finds the resources in any container: a list of sections (Envoy), a map of sections (Envoy of Istio 1.0), one section
 * (`istioctl proxy-config secret`), a bare list of resources (the other kinds of istioctl).
 */
export function documentContents({ json, holds }: ProxyDocument): DocumentContents {
  if (Array.isArray(json)) return bareList(messages(json), holds);
  if (!isMessage(json)) return { captured: [], entries: [] };
  const places = json.configs === undefined ? [{ section: json, key: '', pointer: '' }] : [...sectionsOf(json.configs)];
  const entries = places.flatMap(({ section, pointer }) => [...sectionEntries(section, pointer)]);
  const declared = places.flatMap(({ section, key }) => kindOfSection(section, key) ?? []);
  return { captured: [...declared, ...entries.map(({ kind }) => kind)], entries };
}

interface SectionPlace {
  section: Message;
  key: string | number;
  pointer: string;
}

function* sectionsOf(configs: unknown): Generator<SectionPlace> {
  const list = Array.isArray(configs) ? [...configs.entries()] : isMessage(configs) ? Object.entries(configs) : [];
  for (const [key, section] of list) {
    if (isMessage(section)) yield { section, key, pointer: extendPointer('/configs', key) };
  }
}

function bareList(list: readonly Message[], holds: ResourceKind | undefined): DocumentContents {
  const kind = holds ?? list.map(kindOfResource).find((found) => found !== undefined);
  if (kind === undefined) return { captured: [], entries: [] };
  const entries = list.map((resource, index): Entry => {
    return {
      kind,
      state: 'active',
      origin: 'dynamic',
      resource,
      stamps: resource,
      element: resource,
      pointer: `/${index}`,
    };
  });
  return { captured: [kind], entries };
}

/** Fields that only one kind has, in the order of how much they tell. */
const tellingFields = (
  [
    ['filter_chains', 'listener'],
    ['api_listener', 'listener'],
    ['internal_listener', 'listener'],
    ['virtual_hosts', 'route'],
    ['validate_clusters', 'route'],
    ['cluster_name', 'endpoints'],
    ['connect_timeout', 'cluster'],
    ['load_assignment', 'cluster'],
    ['eds_cluster_config', 'cluster'],
    ['lb_policy', 'cluster'],
  ] as const
).map(([field, kind]) => ({ field: fieldName(field), kind }));

function kindOfResource(resource: Message): ResourceKind | undefined {
  return tellingFields.find(({ field }) => rawField(resource, field) !== undefined)?.kind;
}
