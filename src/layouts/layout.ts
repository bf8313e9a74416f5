import type { Tag } from '../parsers/parser.js';

/** Names of the layouts, as in `--layout`. */
export type LayoutId =
  | 'capture'
  | 'bug-report'
  | 'istio-dump'
  | 'support-bundle'
  | 'cluster-info-dump'
  | 'must-gather'
  | 'manifests'
  | 'loose';

/**
 * A rule: a path template below the bundle's root, the kind of artifact that stands there, and what the path alone
 * says about it. `:name` takes a whole segment or, with text around it (`:container.log`), a part of one.
 * A variable that stands twice means the same text twice. Templates are not globs: istioctl bug-report writes files
 * named `config_dump?include_eds`.
 */
export type Rule = readonly [template: string, kind: string | null, about?: Omit<Tag, 'kind'>];

/** Kind of a rule for entries whose content, and not their path, says what they are (the output of any command). */
export const byContent = 'by-content';

/** One tool's archive: where it puts things. Kind `null` marks an entry that belongs to the layout and is not read. */
export interface LayoutDefinition {
  id: LayoutId;
  /**
   * One of these is enough to recognise the layout; of a list of templates, all. What stands before `//` in a template
   * must be there and counts to the folder in which the layout begins.
   */
  strong: readonly (string | readonly string[])[];
  /** Two of these are enough: a bundle that was packed again by hand may lack the strong one. */
  supporting: readonly string[];
  rules: readonly Rule[];
  /** Every folder that has the markers is part of the bundle, not only the outermost. */
  manyRoots?: true;
  /** What the layout appends to the name of an entry for a file beside it that is not read (`.stderr`). */
  besides?: string;
  /** Adds to a tag what its parts tell together, such as the component that a container's name and pod belong to. */
  refine?(tag: Tag): Tag;
  /** Entries that another entry of the bundle shows to be worthless although they can be read. */
  distrusts?(read: readonly ReadArtifact[]): readonly { path: string; reason: string }[];
  /** Entries whose lists another entry shows to be of one namespace only. */
  narrows?(read: readonly ReadArtifact[]): readonly { path: string; namespace: string }[];
  /** Entries that may end early, as another entry of the bundle shows: what they do not list may still exist. */
  cutShort?(read: readonly ReadArtifact[]): readonly string[];
}

export interface ReadArtifact {
  path: string;
  kind: string;
  artifact: unknown;
}

export interface Claim {
  /** What stands in front of the template, with its slash; empty when nothing does. */
  prefix: string;
  /** The path below the prefix. */
  path: string;
  /** Absent: recognised, not read. */
  tag?: Tag;
  marker?: Marker;
  /** The template has no folder of a fixed name: it fits entries of any bundle, and says something of this layout's only. */
  vague?: true;
}

export interface Marker {
  strength: 'strong' | 'supporting';
  template: string;
}

/** Whether the markers that were seen in one folder are enough. */
export type Seen = (strength: Marker['strength']) => ReadonlySet<string>;

export interface Layout {
  id: LayoutId;
  manyRoots: boolean;
  reaches(seen: Seen): boolean;
  /** Kinds of artifact that its rules name. */
  kinds: readonly string[];
  /** What this layout says about an entry; nothing when no rule or marker fits the end of its path. */
  claim(path: string): Claim | undefined;
  /** The claim and, when it is a vague one, what other vague templates say for other folders in which the layout may begin. */
  claims(path: string): readonly Claim[];
  distrusts(read: readonly ReadArtifact[]): readonly { path: string; reason: string }[];
  narrows(read: readonly ReadArtifact[]): readonly { path: string; namespace: string }[];
  cutShort(read: readonly ReadArtifact[]): readonly string[];
}

type Variables = Partial<Record<'namespace' | 'pod' | 'container' | 'node' | 'revision', string>>;

type Segment = { literal: string } | { before: string; variable: string; after: string };

interface Template {
  /** Of a template with `//`, all of it. */
  segments: readonly Segment[];
  /** How many segments, from the end, stand below the folder in which the layout begins. */
  depth: number;
  vague: boolean;
}

interface CompiledRule extends Template {
  kind: string | null;
  about: Omit<Tag, 'kind'>;
}

export function defineLayout(definition: LayoutDefinition): Layout {
  const { id, supporting, besides, manyRoots = false, refine = (tag: Tag) => tag } = definition;
  const alternatives = definition.strong.map((templates) => (typeof templates === 'string' ? [templates] : templates));
  const rules = definition.rules.map(
    ([template, kind, about]): CompiledRule => ({ ...compile(template), kind, about: about ?? {} }),
  );
  const markers = [
    ...[...new Set(alternatives.flat())].map((template) => ({ template, strength: 'strong' as const })),
    ...supporting.map((template) => ({ template, strength: 'supporting' as const })),
  ].map((marker) => ({ ...compile(marker.template), marker }));
  const rulesFor = byEnding(rules);
  const markersFor = byEnding(markers);

  function claim(path: string): Claim | undefined {
    const parts = path.split('/');
    const marked = markersFor(parts).find(({ segments }) => match(segments, parts) !== undefined);
    for (const rule of rulesFor(parts)) {
      const claimed = claimBy(rule, path, parts);
      if (claimed !== undefined) return marked === undefined ? claimed : { ...claimed, marker: marked.marker };
    }
    return marked && { ...below(path, parts, marked.depth), marker: marked.marker };
  }

  function claimBy({ segments, depth, vague, kind, about }: CompiledRule, path: string, parts: readonly string[]) {
    const variables = match(segments, parts);
    if (variables === undefined) return undefined;
    const tag = kind === null ? undefined : refine(tagOf(kind, about, variables));
    return { ...below(path, parts, depth), ...(tag && { tag }), ...(vague && { vague }) };
  }

  function claims(path: string): Claim[] {
    const first = claimOrBesides(path);
    if (!first?.vague) return first === undefined ? [] : [first];
    const parts = path.split('/');
    const found = new Map([[first.prefix, first]]);
    for (const rule of rulesFor(parts)) {
      const other = rule.vague ? claimBy(rule, path, parts) : undefined;
      if (other !== undefined && !found.has(other.prefix)) found.set(other.prefix, other);
    }
    return [...found.values()];
  }

  function claimOrBesides(path: string): Claim | undefined {
    if (besides === undefined || !path.endsWith(besides)) return claim(path);
    const claimed = claim(path.slice(0, -besides.length));
    return claimed && { prefix: claimed.prefix, path: `${claimed.path}${besides}` };
  }

  function below(path: string, parts: readonly string[], depth: number): { prefix: string; path: string } {
    const prefix = parts.slice(0, parts.length - depth).join('/');
    // Below many roots the same path can stand more than once.
    return { prefix: prefix === '' ? '' : `${prefix}/`, path: manyRoots ? path : parts.slice(-depth).join('/') };
  }

  return {
    id,
    manyRoots,
    reaches: (seen) =>
      alternatives.some((templates) => templates.every((template) => seen('strong').has(template))) ||
      seen('supporting').size >= 2,
    distrusts: (read) => definition.distrusts?.(read) ?? [],
    narrows: (read) => definition.narrows?.(read) ?? [],
    cutShort: (read) => definition.cutShort?.(read) ?? [],
    kinds: [...new Set(rules.flatMap(({ kind }) => (kind === null || kind === byContent ? [] : kind)))],
    claim: claimOrBesides,
    claims,
  };
}

function tagOf(kind: string, about: Omit<Tag, 'kind'>, { namespace, pod, container, node, revision }: Variables): Tag {
  return {
    kind,
    ...about,
    ...(namespace !== undefined && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(container !== undefined && { container }),
    ...(node !== undefined && { node }),
    ...(revision !== undefined && { revision }),
  };
}

function compile(template: string): Template {
  const [context, own] = template.includes('//') ? template.split('//') : [undefined, template];
  const segments = [context, own].flatMap((part) => part?.split('/') ?? []).map(compileSegment);
  const folders = segments.slice(0, -1);
  const vague = folders.length > 0 && folders.every((segment) => !('literal' in segment));
  return { segments, depth: own?.split('/').length ?? 0, vague };
}

function compileSegment(segment: string): Segment {
  const [, before, variable, after] = /^([^:]*):([a-z]+)(.*)$/i.exec(segment) ?? [];
  return variable === undefined ? { literal: segment } : { before: before ?? '', variable, after: after ?? '' };
}

/** Gives, in their order, the templates that may fit a path by its last segment; most end in a literal. */
function byEnding<T extends Template>(templates: readonly T[]): (parts: readonly string[]) => readonly T[] {
  const endOf = ({ segments }: T) => {
    const last = segments.at(-1);
    return last !== undefined && 'literal' in last ? last.literal : undefined;
  };
  const open = templates.filter((template) => endOf(template) === undefined);
  const lists = new Map(
    templates
      .flatMap((template) => endOf(template) ?? [])
      .map((end) => [end, templates.filter((other) => endOf(other) === undefined || endOf(other) === end)]),
  );
  return (parts) => lists.get(parts.at(-1) ?? '') ?? open;
}

/** The variables of a template that fits the last segments of a path. */
function match(segments: readonly Segment[], parts: readonly string[]): Variables | undefined {
  const offset = parts.length - segments.length;
  if (offset < 0) return undefined;
  const variables: Record<string, string> = Object.create(null);
  for (const [index, segment] of segments.entries()) {
    const part = parts[offset + index] ?? '';
    if ('literal' in segment) {
      if (part !== segment.literal) return undefined;
      continue;
    }
    const { before, variable, after } = segment;
    if (part.length <= before.length + after.length || !part.startsWith(before) || !part.endsWith(after))
      return undefined;
    const value = part.slice(before.length, part.length - after.length);
    if (variables[variable] !== undefined && variables[variable] !== value) return undefined;
    variables[variable] = value;
  }
  return variables;
}
