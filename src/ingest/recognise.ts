import { layouts } from '../layouts/index.js';
import type { Claim, Layout, LayoutId, Marker } from '../layouts/layout.js';

export interface EntryClaim {
  layout: LayoutId;
  claim: Claim;
}

/** A layout that was recognised, and the folder in the archive where it begins. */
export interface Recognised {
  layout: LayoutId;
  prefix: string;
  /** Path templates of the markers that were found, strong ones first: what it was recognised by. */
  markers: readonly string[];
}

interface Candidate {
  layout: LayoutId;
  prefix: string;
  markers: Record<Marker['strength'], Set<string>>;
  claims: number;
}

/**
 * Decides, once all names are known, which layouts the bundle has: those whose markers were seen. A layout begins at the
 * shortest prefix that reaches this, and deeper copies of it are foreign files, unless it may have many roots. The layout
 * with the most entries comes first. `forced` accepts the given layout wherever most of its entries are.
 */
export function recognise(entries: readonly (readonly EntryClaim[])[], forced?: LayoutId): Recognised[] {
  const standing = candidatesOf(entries).filter(({ layout, markers, claims }) =>
    forced === undefined ? layoutOf(layout)?.reaches((strength) => markers[strength]) : claims > 0,
  );
  standing.sort(
    (a, b) =>
      (forced === undefined ? a.prefix.length - b.prefix.length : 0) ||
      b.claims - a.claims ||
      (a.prefix < b.prefix ? -1 : 1),
  );
  const first = new Set<LayoutId>();
  const chosen = standing.filter(({ layout }) => {
    const isFirst = !first.has(layout);
    first.add(layout);
    return isFirst || layoutOf(layout)?.manyRoots;
  });
  return chosen.sort((a, b) => b.claims - a.claims).map(recognised);
}

/** For a message when no layout was recognised: the one that comes closest, and how many entries it would read. */
export function closest(entries: readonly (readonly EntryClaim[])[]): (Recognised & { claims: number }) | undefined {
  const [best] = candidatesOf(entries).sort(
    (a, b) =>
      b.markers.supporting.size - a.markers.supporting.size || b.claims - a.claims || (a.prefix < b.prefix ? -1 : 1),
  );
  return best && { ...recognised(best), claims: best.claims };
}

function recognised({ layout, prefix, markers: { strong, supporting } }: Candidate): Recognised {
  return { layout, prefix, markers: [...[...strong].sort(), ...[...supporting].sort()] };
}

function candidatesOf(entries: readonly (readonly EntryClaim[])[]): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { layout, claim } of entries.flat()) {
    const key = `${layout} ${claim.prefix}`;
    const candidate = candidates.get(key) ?? {
      layout,
      prefix: claim.prefix,
      markers: { strong: new Set(), supporting: new Set() },
      claims: 0,
    };
    candidates.set(key, candidate);
    if (claim.tag !== undefined) candidate.claims++;
    if (claim.marker !== undefined) candidate.markers[claim.marker.strength].add(claim.marker.template);
  }
  return [...candidates.values()];
}

function layoutOf(id: LayoutId): Layout | undefined {
  return layouts.find((layout) => layout.id === id);
}
