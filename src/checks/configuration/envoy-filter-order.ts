import { citeField } from '../../core/evidence.js';
import type { EnvoyFilter, EnvoyFilterPatch } from '../../model/facets.js';
import { anchorOf, isRelative, patchedFilter, usablePatches } from '../../model/lookup/envoy-patches.js';
import { defineCheck } from '../check.js';

export const configurationEnvoyFilterOrder = defineCheck({
  meta: {
    id: 'configuration/envoy-filter-order',
    title: 'EnvoyFilters whose order matters have a priority',
    severity: 'warning',
    basis: 'declared',
    why: 'A patch that is relative to another filter depends on what is there when its turn comes. Without a priority, EnvoyFilters go by age, and a re-created one changes places.',
    fix: [
      {
        text: 'Set spec.priority: lower numbers go first.',
        command: 'kubectl get envoyfilter -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/envoy-filter/',
      },
    ],
    codes: ['IST0151', 'IST0155'],
    decides:
      'INSERT_BEFORE, INSERT_AFTER, REMOVE or REPLACE in an EnvoyFilter of priority 0. In a bundle only when another EnvoyFilter of priority 0 brings the very filter that the place is relative to.',
    falsePositives: [
      'Silent about MERGE, ADD and INSERT_FIRST.',
      'Silent in bundles, those of a fresh installation included, where the place is given by filters that Istio itself puts there.',
    ],
  },
  requires: ['envoyFilters', 'mesh'],
  messages: {
    relative: 'EnvoyFilter {namespace}/{name} uses {operation} without a priority',
    relativeWithVersion:
      'EnvoyFilter {namespace}/{name} uses {operation} without a priority, and a patch of the same filter is limited to a proxy version',
    dependent:
      'EnvoyFilter {namespace}/{name} uses {operation} at {anchor}, which EnvoyFilter {other} brings, and neither has a priority',
  },
  identity: ['operation', 'anchor'],
  *run({ envoyFilters, mesh }) {
    // Filter names of earlier patches that are limited to a version, across all EnvoyFilters, as istioctl counts them.
    const limited = new Set<string>();
    const brought = mesh.isManifests ? new Map<string, EnvoyFilter[]>() : broughtFilters(envoyFilters);
    for (const envoyFilter of envoyFilters) {
      const { namespace, name, spec, source } = envoyFilter;
      const subject = { kind: 'EnvoyFilter', namespace, name };
      for (const patch of usablePatches(envoyFilter)) {
        const filter = patchedFilter(patch);
        const wasLimited = limited.has(filter);
        if (patch.proxyVersion) limited.add(filter);
        if ((spec.priority ?? 0) !== 0 || !isRelative(patch)) continue;
        const { operation = '', field } = patch;
        const about = { namespace, name, operation };
        const evidence = [citeField(source, `${field}.patch.operation`, operation)] as const;
        if (mesh.isManifests) {
          yield {
            messageId: wasLimited ? 'relativeWithVersion' : 'relative',
            args: about,
            subject,
            aliases: [wasLimited ? 'IST0155' : 'IST0151'],
            evidence,
          };
          continue;
        }
        const anchor = anchorOf(patch);
        const other = anchor === undefined ? undefined : brought.get(anchor)?.find((one) => meets(one, envoyFilter));
        if (anchor === undefined || other === undefined) continue;
        yield {
          messageId: 'dependent',
          args: { ...about, anchor, other: `${other.namespace}/${other.name}` },
          subject,
          aliases: ['IST0151'],
          evidence: [...evidence, citeField(other.source, 'metadata.name', other.name)],
        };
      }
    }
  },
});

/** EnvoyFilters of priority 0 by the filters that they add. */
function broughtFilters(envoyFilters: readonly EnvoyFilter[]): ReadonlyMap<string, EnvoyFilter[]> {
  const brought = new Map<string, EnvoyFilter[]>();
  for (const envoyFilter of envoyFilters) {
    if ((envoyFilter.spec.priority ?? 0) !== 0) continue;
    for (const { valueName } of usablePatches(envoyFilter).filter(isAddition)) {
      if (valueName === undefined) continue;
      const known = brought.get(valueName);
      if (known === undefined) brought.set(valueName, [envoyFilter]);
      else known.push(envoyFilter);
    }
  }
  return brought;
}

function isAddition({ operation = '' }: EnvoyFilterPatch): boolean {
  return operation === 'ADD' || operation.startsWith('INSERT_');
}

/** Another EnvoyFilter of the same namespace, whose patches some proxy may get in either order. */
function meets(other: EnvoyFilter, own: EnvoyFilter): boolean {
  if (other === own || other.namespace !== own.namespace) return false;
  for (const [key, value] of other.spec.workloadSelector) {
    const wanted = own.spec.workloadSelector.get(key);
    if (wanted !== undefined && wanted !== value) return false;
  }
  return true;
}
