import type { AccessLogFormat } from '../../core/access-log/format.js';
import type { Note } from '../../core/note.js';
import { distinctFormats } from './access-log-formats.js';
import type { EnvoyConfigDump, EnvoyNode, EnvoySecret, KeptElement, Section, WarmingResource } from './artifact.js';
import { withSigners } from './certificates.js';
import type { Element, ElementSort } from './elements.js';
import type { DecodedSecret } from './secret.js';

/** Puts a dump together from its elements, in the order in which they come. */
export interface Collector {
  node(part: EnvoyNode): void;
  /** A section for endpoints exists, even if it lists none. */
  endpointsSeen(): void;
  add(place: Place, element: Element, updated: string | undefined): void;
  /** An element that cannot be understood. */
  drop(place: Place, reason: string): void;
  warming(resource: WarmingResource): void;
  /** Something else that cannot be understood. */
  note(pointer: string, reason: string): void;
  secret(secret: DecodedSecret): void;
  /** What tools printed in front of the dump. */
  preface(text: string): void;
  /** The dump ended early. */
  cutOff(): void;
  result(): { artifact: EnvoyConfigDump; notes: Note[] };
}

/** Where an element stands. */
export interface Place {
  sort: ElementSort;
  dynamic: boolean;
  /** JSON pointer of the array. */
  array: string;
  index: number;
  /** Field names are as istioctl prints them. */
  camelCase: boolean;
}

const lists = { cluster: 'clusters', listener: 'listeners', route: 'routes', endpoint: 'endpoints' } as const;

interface OpenSection {
  pointer: string;
  dynamic: boolean;
  items: unknown[];
  gaps: number[];
}

export function createCollector(path: string): Collector {
  const sections = new Map<ElementSort, OpenSection[]>();
  const arrays = new Map<string, KeptElement[]>();
  const secrets: DecodedSecret[] = [];
  /** Elements that were read before bring the same array again. */
  const formats = new Set<readonly AccessLogFormat[]>();
  const notes: Note[] = [];
  const artifact: EnvoyConfigDump = {
    node: {},
    clusters: [],
    listeners: [],
    routes: [],
    secrets: [],
    rejected: [],
    warming: [],
    updated: {},
  };

  function sectionFor({ sort, dynamic, array }: Place): OpenSection {
    const open = sections.get(sort) ?? [];
    sections.set(sort, open);
    const latest = open.at(-1);
    if (latest?.pointer === array) return latest;
    const section = { pointer: array, dynamic, items: [], gaps: [] };
    open.push(section);
    return section;
  }

  function sectionsOf<T>(sort: ElementSort): Section<T>[] {
    return (sections.get(sort) ?? []).map(({ pointer, dynamic, items, gaps }) => ({
      pointer,
      dynamic,
      items: items as T[],
      ...(gaps.length > 0 && { gaps }),
    }));
  }

  function keep({ array, index }: Place, element: Element, updated: string | undefined): void {
    if (element.text === undefined) return;
    const open = arrays.get(array) ?? [];
    arrays.set(array, open);
    open.push({ index, kept: element, ...(updated !== undefined && { updated }) });
  }

  function note(pointer: string, reason: string): void {
    notes.push({ code: 'item-dropped', path, detail: `${pointer}: ${reason}` });
  }

  function noteUnreadable(): void {
    const names = secrets.filter((secret) => secret.unreadable).map(({ secret }) => secret.name);
    if (names.length === 0) return;
    notes.push({
      code: 'unexpected-content',
      path,
      detail: `no certificate can be read from the secrets ${names.join(', ')}`,
    });
  }

  return {
    node: (part) => Object.assign(artifact.node, part),
    endpointsSeen() {
      artifact.endpoints ??= [];
    },
    add(place, element, updated) {
      const { item, rejected, warming, formats: stated } = element;
      const section = sectionFor(place);
      keep(place, element, updated);
      const pointer = `${place.array}/${place.index}`;
      if (item === undefined) section.gaps.push(place.index);
      else section.items.push(item);
      if (stated !== undefined) formats.add(stated);
      if (rejected !== undefined) artifact.rejected.push({ ...rejected, pointer });
      if (warming !== undefined) artifact.warming.push({ resource: 'listener', ...warming, pointer });
      if (item === undefined || !place.dynamic || updated === undefined) return;
      const latest = newest(artifact.updated[lists[place.sort]], updated);
      if (latest !== undefined) artifact.updated[lists[place.sort]] = latest;
    },
    drop(place, reason) {
      artifact.partial = true;
      sectionFor(place).gaps.push(place.index);
      note(`${place.array}/${place.index}`, reason);
    },
    warming: (resource) => artifact.warming.push(resource),
    note,
    secret(decoded) {
      secrets.push(decoded);
      const { name, state, pointer, updated } = decoded.secret;
      if (state === 'warming')
        artifact.warming.push({ resource: 'secret', name, pointer, ...(updated !== undefined && { since: updated }) });
    },
    preface(text) {
      const [first] = text.split('\n', 100).filter((line) => line.replace('\ufeff', '').trim() !== '');
      if (first === undefined) return;
      const detail = `in front of the JSON: ${first.slice(0, 200)}`;
      notes.push({ code: 'unexpected-content', path, line: 1, detail });
    },
    cutOff() {
      artifact.partial = true;
      notes.push({ code: 'entry-truncated', path, detail: 'the JSON ends early; what stands before was read' });
    },
    result() {
      noteUnreadable();
      const candidates = secrets.flatMap((secret) => secret.certificates);
      artifact.secrets = secrets.map(
        ({ secret, certificates }): EnvoySecret => ({
          ...secret,
          certificates: certificates.map((certificate) => withSigners(certificate, candidates)),
        }),
      );
      artifact.clusters = sectionsOf('cluster');
      artifact.listeners = sectionsOf('listener');
      if (arrays.size > 0) artifact.arrays = [...arrays].map(([pointer, elements]) => ({ pointer, elements }));
      artifact.routes = sectionsOf('route');
      const endpoints = sectionsOf<never>('endpoint');
      if (endpoints.length > 0 || artifact.endpoints !== undefined) artifact.endpoints = endpoints;
      const accessLogFormats = distinctFormats([...formats].flat());
      if (accessLogFormats.length > 0) artifact.accessLogFormats = accessLogFormats;
      return { artifact, notes };
    },
  };
}

/** The later of two times in UTC; fractions of a second have any number of digits, so the `Z` must not be compared. */
function newest(known: string | undefined, time: string): string | undefined {
  if (known !== undefined && known.slice(0, -1) >= time.slice(0, -1)) return known;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(time) ? time : known;
}
