import type { Tag } from '../parsers/parser.js';

/** Names of the layouts, as in `--layout`. */
export type LayoutId = 'capture' | 'bug-report';

/**
 * A rule: a path template below the bundle's root, the kind of artifact that stands there, and what the path alone
 * says about it. `:name` takes a whole segment or, with text around it (`:container.log`), a part of one.
 * Templates are not globs: istioctl bug-report writes files named `config_dump?include_eds`.
 */
export type Rule = readonly [template: string, kind: string | null, about?: Omit<Tag, 'kind'>];

/** One tool's archive: where it puts things. Kind `null` marks an entry that belongs to the layout and is not read. */
export interface LayoutDefinition {
  id: LayoutId;
  /** Names in a message what the layout looks like. */
  looksLike: string;
  /** One of these is enough to recognise the layout. */
  strong: readonly string[];
  /** Two of these are enough: a bundle that was packed again by hand may lack the strong one. */
  supporting: readonly string[];
  rules: readonly Rule[];
  /** What the layout appends to the name of an entry for a file beside it that is not read (`.stderr`). */
  besides?: string;
  /** Entries that another entry of the bundle shows to be worthless although they can be read. */
  distrusts?(read: readonly ReadArtifact[]): readonly { path: string; reason: string }[];
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
}

export interface Marker {
  strength: 'strong' | 'supporting';
  template: string;
}

export interface Layout {
  id: LayoutId;
  looksLike: string;
  /** Kinds of artifact that its rules name. */
  kinds: readonly string[];
  /** What this layout says about an entry; nothing when no rule or marker fits the end of its path. */
  claim(path: string): Claim | undefined;
  distrusts(read: readonly ReadArtifact[]): readonly { path: string; reason: string }[];
  cutShort(read: readonly ReadArtifact[]): readonly string[];
}

type Variables = Partial<Record<'namespace' | 'pod' | 'container' | 'node', string>>;

type Segment = { literal: string } | { before: string; variable: string; after: string };

interface CompiledRule {
  segments: readonly Segment[];
  kind: string | null;
  about: Omit<Tag, 'kind'>;
}

export function defineLayout(definition: LayoutDefinition): Layout {
  const rules = definition.rules.map(
    ([template, kind, about]): CompiledRule => ({ segments: compile(template), kind, about: about ?? {} }),
  );
  const markers = [
    ...definition.strong.map((template) => ({
      segments: compile(template),
      marker: { strength: 'strong' as const, template },
    })),
    ...definition.supporting.map((template) => ({
      segments: compile(template),
      marker: { strength: 'supporting' as const, template },
    })),
  ];

  function claim(path: string): Claim | undefined {
    const parts = path.split('/');
    const marker = markers.find((candidate) => match(candidate.segments, parts) !== undefined);
    for (const rule of rules) {
      const variables = match(rule.segments, parts);
      if (variables === undefined) continue;
      const tag = rule.kind === null ? undefined : tagOf(rule.kind, rule.about, variables);
      return { ...below(parts, rule.segments.length), ...(tag && { tag }), ...(marker && { marker: marker.marker }) };
    }
    return marker && { ...below(parts, marker.segments.length), marker: marker.marker };
  }

  return {
    id: definition.id,
    looksLike: definition.looksLike,
    distrusts: (read) => definition.distrusts?.(read) ?? [],
    cutShort: (read) => definition.cutShort?.(read) ?? [],
    kinds: [...new Set(rules.flatMap(({ kind }) => kind ?? []))],
    claim(path) {
      const { besides } = definition;
      if (besides === undefined || !path.endsWith(besides)) return claim(path);
      const claimed = claim(path.slice(0, -besides.length));
      return claimed && { prefix: claimed.prefix, path: `${claimed.path}${besides}` };
    },
  };
}

function tagOf(kind: string, about: Omit<Tag, 'kind'>, { namespace, pod, container, node }: Variables): Tag {
  return {
    kind,
    ...about,
    ...(namespace !== undefined && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(container !== undefined && { container }),
    ...(node !== undefined && { node }),
  };
}

function below(parts: readonly string[], length: number): { prefix: string; path: string } {
  const prefix = parts.slice(0, parts.length - length).join('/');
  return { prefix: prefix === '' ? '' : `${prefix}/`, path: parts.slice(-length).join('/') };
}

function compile(template: string): Segment[] {
  return template.split('/').map((segment) => {
    const [, before, variable, after] = /^([^:]*):([a-z]+)(.*)$/i.exec(segment) ?? [];
    return variable === undefined ? { literal: segment } : { before: before ?? '', variable, after: after ?? '' };
  });
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
    variables[variable] = part.slice(before.length, part.length - after.length);
  }
  return variables;
}
