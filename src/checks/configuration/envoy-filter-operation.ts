import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { EnvoyFilterPatch } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isIgnoredOperation, usablePatches } from '../../model/lookup/envoy-patches.js';
import { defineCheck } from '../check.js';

const codes: ReadonlyMap<string, string> = new Map([
  ['REPLACE', 'IST0152'],
  ['ADD', 'IST0153'],
  ['REMOVE', 'IST0154'],
]);

export const configurationEnvoyFilterOperation = defineCheck({
  meta: {
    id: 'configuration/envoy-filter-operation',
    title: 'EnvoyFilters use operations that fit what they patch',
    severity: 'error',
    basis: 'declared',
    why: 'istiod skips a patch whose operation does not fit its applyTo, without a word.',
    fix: [
      {
        text: 'Use MERGE, or apply the patch to something that the operation works on.',
        command: 'kubectl get envoyfilter -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation',
      },
    ],
    codes: ['IST0152', 'IST0153', 'IST0154'],
    decides:
      'REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST only; ADD and REMOVE not on ROUTE_CONFIGURATION, and by the reference not on HTTP_ROUTE.',
    falsePositives: [
      'Silent outside of plain manifests about ADD and REMOVE of an HTTP_ROUTE, which istiod carries out although the reference says otherwise.',
    ],
  },
  requires: ['envoyFilters', 'mesh'],
  messages: {
    ignored: 'EnvoyFilter {namespace}/{name} uses {operation} on {applyTo}, which is ignored',
  },
  identity: ['operation'],
  *run({ envoyFilters, mesh }) {
    for (const envoyFilter of envoyFilters) {
      const { namespace, name, source } = envoyFilter;
      const wrong = usablePatches(envoyFilter).filter((patch) => isIgnored(patch, mesh.isManifests === true));
      for (const [operation, same] of groupBy(wrong, (patch) => patch.operation ?? '')) {
        const code = codes.get(operation);
        yield {
          messageId: 'ignored',
          args: { namespace, name, operation, applyTo: [...new Set(same.map(({ applyTo }) => applyTo))].join(', ') },
          subject: { kind: 'EnvoyFilter', namespace, name },
          ...(code !== undefined && { aliases: [code] }),
          evidence: mapNonEmpty(same, ({ field }) => citeField(source, `${field}.patch.operation`, operation)),
        };
      }
    }
  },
});

/** istiod carries out ADD and REMOVE of an HTTP_ROUTE (rc_patch.go of Istio 1.30), against the reference. */
function isIgnored(patch: EnvoyFilterPatch, byReference: boolean): boolean {
  const isCarriedOut = patch.applyTo === 'HTTP_ROUTE' && patch.operation !== 'REPLACE';
  return isIgnoredOperation(patch) && (byReference || !isCarriedOut);
}
