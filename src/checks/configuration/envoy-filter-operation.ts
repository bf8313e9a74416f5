import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { EnvoyFilterPatch } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { usablePatches } from '../../model/lookup/envoy-patches.js';
import { defineCheck } from '../check.js';

interface Rule {
  code: string;
  applies(applyTo: string): boolean;
}

const replaceable = new Set(['HTTP_FILTER', 'NETWORK_FILTER', 'VIRTUAL_HOST']);

/** Operations that are ignored with some of the things they are applied to. */
const rules: ReadonlyMap<string, Rule> = new Map([
  ['REPLACE', { code: 'IST0152', applies: (applyTo) => replaceable.has(applyTo) }],
  ['ADD', { code: 'IST0153', applies: isNoRoute }],
  ['REMOVE', { code: 'IST0154', applies: isNoRoute }],
]);

function isNoRoute(applyTo: string): boolean {
  return applyTo !== 'ROUTE_CONFIGURATION' && applyTo !== 'HTTP_ROUTE';
}

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
        const code = rules.get(operation)?.code;
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

function isIgnored({ operation = '', applyTo }: EnvoyFilterPatch, byReference: boolean): boolean {
  const rule = rules.get(operation);
  if (rule === undefined || rule.applies(applyTo)) return false;
  return byReference || operation === 'REPLACE' || applyTo === 'ROUTE_CONFIGURATION';
}
