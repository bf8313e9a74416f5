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
}

interface Candidate extends Recognised {
  markers: Record<Marker['strength'], Set<string>>;
  claims: number;
}

/**
 * Decides, once all names are known, which layouts the bundle has: those whose markers were seen. A layout begins at the
 * shortest prefix that reaches this, and deeper copies of it are foreign files, unless it may have many roots. The layout
 * with the most entries comes first. `forced` accepts the given layout wherever most of its entries are.
 */
export function recognise(entries: readonly (readonly EntryClaim[])[], forced?: LayoutId): Recognised[] {
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
  const standing = [...candidates.values()].filter(({ layout, markers, claims }) =>
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
  return chosen.sort((a, b) => b.claims - a.claims).map(({ layout, prefix }) => ({ layout, prefix }));
}

function layoutOf(id: LayoutId): Layout | undefined {
  return layouts.find((layout) => layout.id === id);
}
