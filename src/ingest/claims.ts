import type { Claim, Layout } from '../layouts/layout.js';
import type { EntryClaim, Recognised } from './recognise.js';

type Root = Pick<Recognised, 'layout' | 'prefix'>;

/**
 * What the layouts say about each entry, as the names come. Once the marker of a layout has been seen, the entries that
 * it knows, and the folder in which it begins, are its own: other layouts would only have them parsed once more. What a
 * layout says vaguely counts only where none says anything exactly.
 */
export function createClaims(candidates: readonly Layout[]) {
  const owners: Root[] = [];

  function claimsOf(path: string): EntryClaim[] {
    const all = candidates.flatMap((layout) => layout.claims(path).map((claim) => claimed(layout, claim)));
    const exact = all.filter(({ claim }) => !claim.vague);
    const claims = exact.length > 0 ? exact : all;
    return claims.filter(({ layout, claim }) => {
      const isElsewhere = owners.some((owner) => owner.layout === layout && owner.prefix !== claim.prefix);
      if (claim.vague && isElsewhere) return false;
      const rivals = owners.filter((owner) => owner.layout !== layout);
      return (
        owners.some((owner) => isOwner(owner, layout, claim.prefix)) ||
        !rivals.some(
          (rival) =>
            rival.prefix === claim.prefix || claims.some((other) => isOwner(rival, other.layout, other.claim.prefix)),
        )
      );
    });
  }

  function claimed(layout: Layout, claim: Claim): EntryClaim {
    if (claim.marker !== undefined) {
      const { strength, template } = claim.marker;
      const decides = layout.reaches((asked) => new Set(asked === strength ? [template] : []));
      if (decides && !owners.some((owner) => isOwner(owner, layout.id, claim.prefix)))
        owners.push({ layout: layout.id, prefix: claim.prefix });
    }
    return { layout: layout.id, claim };
  }

  return { claimsOf, isOwned: (path: string) => owners.some(({ prefix }) => path.startsWith(prefix)) };
}

function isOwner(owner: Root, layout: string, prefix: string): boolean {
  return owner.layout === layout && owner.prefix === prefix;
}
