import { isAscii } from 'node:buffer';
import { Damaged, Unusable } from '../../core/errors.js';
import type { Evidence } from '../../core/evidence.js';
import { isMasked } from '../../core/mask.js';
import type { Note } from '../../core/note.js';
import { keepObjectText, maxObjectText } from '../../core/object-text.js';
import type { At, Parsed } from '../parser.js';
import { maxJsonDepth } from '../support/json.js';
import { dropNulls } from '../support/nulls.js';
import type { Projection } from '../support/projection.js';
import type { StringPool } from '../support/string-pool.js';
import { fromConfigz, isGenerated } from './configz.js';
import type { Item, ItemEvents, ListHeader } from './items.js';
import { groupOf, type ObjectKind, readerFor } from './kinds/index.js';
import { headerFields, type KindReader, type ObjectHeader } from './kinds/kind.js';
import { dropMasked } from './masked.js';
import { distil, type InvalidObject, type KubernetesObject, type KubernetesObjects } from './object.js';
import { validateObject } from './validation/index.js';

/** How the objects of an entry are written. */
export interface Format {
  name: 'json' | 'yaml';
  /** Parses the text of one object and may leave out what is not wanted. */
  parse(text: string, wanted: Projection): unknown;
  /** For a parser that makes every string anew. */
  strings?: StringPool;
}

const maxNotes = 20;
/** Items that wait for the kind of their list, in bytes. */
const maxWaiting = 64 * 1024 * 1024;

type Fields = Record<string, unknown>;

/** Texts of objects that are kept of one entry, in bytes. */
const maxKeptText = 32 * 1024 * 1024;

/** Turns the items of one entry into objects; one that cannot be read becomes a note. */
export class Collector implements ItemEvents {
  private readonly objects: KubernetesObject[] = [];
  private readonly others = new Map<string, number>();
  private readonly notes: Note[] = [];
  private dropped = 0;
  private readonly invalid: InvalidObject[] = [];
  private validated = 0;
  private textLeft = maxKeptText;
  private unnamed = 0;
  private lists = 0;
  private readonly typedLists = new Set<string>();
  private waiting: Item[] = [];
  private waitingBytes = 0;
  /** The object under way has masked values. */
  private masks = false;

  constructor(
    private readonly at: At,
    private readonly format: Format,
  ) {}

  item(item: Item): void {
    if (item.kind !== undefined && readerFor(item.kind, groupIn(item.apiVersion)) === undefined) {
      this.countOther(item.kind);
      return;
    }
    try {
      this.read(item);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      this.drop(item, error.message);
    }
  }

  listEnd({ kind, apiVersion }: ListHeader): void {
    this.lists++;
    const { waiting } = this;
    this.waiting = [];
    this.waitingBytes = 0;
    const itemKind = kindOfItems(kind);
    if (itemKind !== undefined) this.typedLists.add(itemKind);
    for (const item of waiting) {
      if (itemKind === undefined) this.drop(item, 'no kind');
      else this.item({ ...item, kind: itemKind, ...(apiVersion !== undefined && { apiVersion }) });
    }
  }

  cutOff(line: number): void {
    this.dropped++;
    this.notes.push({ code: 'item-dropped', path: this.at.path, line, detail: 'the entry ends inside this object' });
  }

  otherText(line: number): void {
    this.notes.push({ code: 'unexpected-content', path: this.at.path, line, detail: 'a table, which is not read' });
  }

  finish(): Parsed<KubernetesObjects> {
    const { objects, others, notes, dropped, typedLists } = this;
    const isEmptyList = this.lists > 0 && dropped === 0;
    if (objects.length === 0 && others.size === 0 && !isEmptyList)
      throw new (dropped > 0 ? Damaged : Unusable)(notes[0]?.detail ?? 'no API object in it');
    if (this.unnamed > 0)
      notes.push({ code: 'item-dropped', path: this.at.path, detail: `${this.unnamed} more objects` });
    return {
      artifact: {
        objects,
        others,
        complete: dropped === 0,
        ...(typedLists.size > 0 && { lists: typedLists }),
        ...(this.validated > 0 && { validated: this.validated }),
        ...(this.invalid.length > 0 && { invalid: this.invalid }),
      },
      notes,
    };
  }

  private read(item: Item): void {
    const expected = item.kind === undefined ? undefined : readerFor(item.kind, groupIn(item.apiVersion));
    let value = this.parseItem(item, expected === undefined ? 'all' : expected.wants ? headerFields : expected.fields);
    // Debug pages of Pilot close their arrays with an empty object.
    if (item.list !== undefined && Object.keys(value).length === 0) return;
    value = fromConfigz(value) ?? value;
    if (this.at.tag.secondary && isGenerated(value.metadata)) return;
    const kind = item.kind ?? textOf(value.kind) ?? kindOfItems(item.list?.header.kind) ?? this.at.tag.apiKind;
    if (kind === undefined) {
      this.wait(item);
      return;
    }
    // A list without items has none, or null where Go wrote it.
    if (item.list === undefined && kind.endsWith('List') && (value.items ?? undefined) === undefined) {
      this.listEnd({ kind });
      return;
    }
    const apiVersion = textOf(value.apiVersion) ?? item.apiVersion ?? item.list?.header.apiVersion;
    const reader = readerFor(kind, groupIn(apiVersion));
    const wanted = reader?.wants?.(headerOf(value)) ?? 'whole';
    if (reader === undefined || wanted === 'nothing') {
      this.countOther(kind);
      return;
    }
    if (wanted === 'header') value = { metadata: value.metadata };
    else if (reader.wants) value = this.parseItem(item, reader.fields);
    if (!reader.clusterScoped) giveNamespace(value, this.at.tag.namespace ?? 'default');
    const source = { path: this.at.path, line: item.line, ...(item.pointer && { pointer: item.pointer }) };
    const group = groupIn(apiVersion) ?? reader.groups[0] ?? '';
    if (reader.isLocated) this.keepText(item, source);
    if (reader.isValidated && !this.masks && !this.at.tag.secondary) this.validate(reader, group, value, source);
    dropNulls(value);
    if (this.masks) dropMasked(value);
    const object = distil(reader, value, group, source);
    this.objects.push(this.format.strings?.share(object) ?? object);
  }

  private keepText({ bytes, start, end }: Item, source: Evidence): void {
    if (end - start > Math.min(maxObjectText, this.textLeft)) return;
    this.textLeft -= end - start;
    keepObjectText(source, textIn(bytes, start, end), this.format.name);
  }

  /** Items of a typed list do not say their kind themselves. */
  private validate({ kind, objectKind }: KindReader<ObjectKind>, group: string, value: Fields, source: Evidence): void {
    this.validated++;
    const violations = validateObject({ apiVersion: `${group}/v1`, kind: objectKind, ...value });
    const { name, namespace } = metadataOf(value) ?? {};
    if (violations.length > 0 && typeof name === 'string')
      this.invalid.push({ reader: kind, group, namespace: textOf(namespace) ?? '', name, violations, source });
  }

  private parseItem({ bytes, start, end, depth, list }: Item, wanted: Projection): Record<string, unknown> {
    if (depth !== undefined && depth > maxJsonDepth) throw new Damaged(`nested deeper than ${maxJsonDepth} levels`);
    const text = textIn(bytes, start, end);
    this.masks = isMasked(text);
    const parsed = this.format.parse(text, wanted);
    // The slice of a YAML list starts with the item's dash.
    const value = list !== undefined && Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unusable('not an object');
    return value as Record<string, unknown>;
  }

  /** Keeps an item until the end of its list names the kind (`kind: PodList` behind items without a kind of their own). */
  private wait(item: Item): void {
    this.waitingBytes += item.end - item.start;
    if (item.list === undefined) throw new Unusable('no kind');
    if (this.waitingBytes > maxWaiting) throw new Unusable('no kind, and too far from the end of its list');
    const bytes = Buffer.from(item.bytes.subarray(item.start, item.end));
    this.waiting.push({ ...item, bytes, start: 0, end: bytes.length });
  }

  private countOther(kind: string): void {
    this.others.set(kind, (this.others.get(kind) ?? 0) + 1);
  }

  private drop(item: Item, reason: string): void {
    this.dropped++;
    const detail = `${item.kind ?? 'object'}: ${reason}`;
    if (this.notes.length >= maxNotes) this.unnamed++;
    else this.notes.push({ code: 'item-dropped', path: this.at.path, line: item.line, detail });
  }
}

function textIn(bytes: Buffer, start: number, end: number): string {
  return bytes.toString(isAscii(bytes.subarray(start, end)) ? 'latin1' : 'utf8', start, end);
}

function groupIn(apiVersion: string | undefined): string | undefined {
  return apiVersion === undefined ? undefined : groupOf(apiVersion);
}

/** `PodList` holds pods; a plain `List` holds anything. */
function kindOfItems(listKind: string | undefined): string | undefined {
  return listKind?.endsWith('List') && listKind !== 'List' ? listKind.slice(0, -'List'.length) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function metadataOf(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const { metadata } = value;
  return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>) : undefined;
}

function headerOf(value: Record<string, unknown>): ObjectHeader {
  const metadata = metadataOf(value);
  const owners = Array.isArray(metadata?.ownerReferences) ? metadata.ownerReferences : [];
  return { name: textOf(metadata?.name) ?? '', isOwned: owners.some((owner) => owner?.controller === true) };
}

function giveNamespace(value: Record<string, unknown>, namespace: string): void {
  const metadata = metadataOf(value);
  if (metadata !== undefined) metadata.namespace ??= namespace;
}
