import type { Evidence } from '../../../core/evidence.js';
import type { Remedy } from '../../../core/log-signatures/signature.js';
import type { NonEmpty } from '../../../core/non-empty.js';
import { fullName } from '../config-subject.js';

/** What an API object is called. */
export interface ObjectName {
  kind: string;
  group: string;
  namespace: string;
  name: string;
}

/** The configuration behind a failure that a proxy or the control plane reported. */
export interface Behind {
  /** One or two sentences with the names of the objects. */
  text: string;
  /** The lines of these objects, or of what a proxy made of them. */
  evidence: readonly Evidence[];
  /** What to change, or candidates where several could be the reason. */
  objects: readonly ObjectName[];
}

/** One object and the lines of it that matter. */
export interface Cited {
  object: ObjectName;
  evidence: Evidence;
}

/** More are counted instead of named and cited. */
const most = 3;

export function nameOf({ kind, group, namespace, name }: ObjectName): ObjectName {
  return { kind, group, namespace, name };
}

/** Services carry neither kind nor group. */
export function serviceName({ namespace, name }: { namespace: string; name: string }): ObjectName {
  return { kind: 'Service', group: '', namespace, name };
}

/** `VirtualService shop/cart`. */
export function inWords(object: ObjectName): string {
  return `${object.kind} ${fullName(object)}`;
}

/** `a`, `a and b`, `a, b, c and 2 more`. */
export function list(items: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** Names objects in one sentence, which is made of their names; nothing where there are none. */
export function citing(cited: readonly Cited[], sentence: (names: string) => string): Behind | undefined {
  if (cited.length === 0) return undefined;
  const objects = unique(cited.map(({ object }) => nameOf(object)));
  return {
    text: sentence(list(objects.map(inWords))),
    evidence: cited.slice(0, most).map(({ evidence }) => evidence),
    objects,
  };
}

function unique(objects: readonly ObjectName[]): readonly ObjectName[] {
  return [...new Map(objects.map((object) => [`${object.group} ${inWords(object)}`, object])).values()];
}

/** One after the other; nothing where none of them is known. */
export function together(...parts: readonly (Behind | undefined)[]): Behind | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return {
    text: known.map(({ text }) => text).join(' '),
    evidence: known.flatMap(({ evidence }) => evidence),
    objects: unique(known.flatMap(({ objects }) => objects)),
  };
}

/** A sentence that stands on no object. */
export function saying(text: string, evidence: readonly Evidence[] = []): Behind {
  return { text, evidence, objects: [] };
}

/** A report shows the first rows of evidence only: lines that failed come first, then the objects, then more lines. */
export function evidenceWith(samples: NonEmpty<Evidence>, behind: Behind | undefined): NonEmpty<Evidence> {
  const [first, second, ...rest] = samples;
  return [first, ...(second === undefined ? [] : [second]), ...(behind?.evidence ?? []), ...rest];
}

/** The advice of a finding with the objects behind it as its first step. */
export function adviceFor(fix: NonEmpty<Remedy>, behind: Behind | undefined): NonEmpty<Remedy> {
  const [first] = behind?.objects ?? [];
  if (behind === undefined || first === undefined) return fix;
  const names = list(behind.objects.map(inWords), 'or');
  const command = commandFor(first);
  return [{ text: `Start with ${names}.`, ...(command !== undefined && { command }) }, ...fix];
}

/** Names that a shell could read as more than a word are left out of commands. */
function commandFor({ kind, group, namespace, name }: ObjectName): string | undefined {
  const resource = kind === 'Gateway' ? `gateways.${group}` : kind.toLowerCase();
  if (![resource, name, namespace || 'x'].every((word) => /^[a-z0-9][a-z0-9.-]{0,252}$/.test(word))) return undefined;
  return `kubectl get ${resource} ${name}${namespace === '' ? '' : ` -n ${namespace}`} -o yaml`;
}
