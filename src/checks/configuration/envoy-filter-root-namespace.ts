import { citeField } from '../../core/evidence.js';
import type { EnvoyFilter } from '../../model/facets.js';
import { defineCheck } from '../check.js';

/** What Istio itself installed for telemetry until 1.2x, one for each version of proxies. */
const ownFilters = /^(?:tcp-)?(?:stats-filter|metadata-exchange)-1\.|^(?:http-|tcp-)?stackdriver-/;

export const configurationEnvoyFilterRootNamespace = defineCheck({
  meta: {
    id: 'configuration/envoy-filter-root-namespace',
    title: 'EnvoyFilters of the root namespace say which proxies they are for',
    severity: 'info',
    basis: 'declared',
    why: 'An EnvoyFilter in the root namespace without a selector patches every proxy of the mesh, gateways and waypoints included. A mistake in it breaks all of them at once.',
    fix: [
      {
        text: 'Set match.context to SIDECAR_INBOUND, SIDECAR_OUTBOUND or GATEWAY, add a workloadSelector, or move it to the namespace that needs it.',
        command: 'kubectl get envoyfilter -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/envoy-filter/',
      },
    ],
    falsePositives: [
      "Silent about the telemetry filters that Istio's installation brings, and about patches with a context of their own.",
    ],
  },
  requires: ['envoyFilters', 'meshConfig'],
  messages: {
    everywhere: 'EnvoyFilter {namespace}/{name} patches every proxy of the mesh, gateways included',
  },
  *run({ envoyFilters, meshConfig }) {
    for (const envoyFilter of envoyFilters) {
      const { namespace, name, source } = envoyFilter;
      if (namespace !== meshConfig.rootNamespace || ownFilters.test(name) || !isForAll(envoyFilter)) continue;
      const patch = anywhere(envoyFilter);
      if (patch === undefined) continue;
      yield {
        messageId: 'everywhere',
        args: { namespace, name },
        subject: { kind: 'EnvoyFilter', namespace, name },
        evidence: [citeField(source, `${patch.field}.match.context`, patch.context ?? 'ANY')],
      };
    }
  },
});

function isForAll({ spec }: EnvoyFilter): boolean {
  return spec.workloadSelector.size === 0 && (spec.targets ?? []).length === 0;
}

/** The first patch that is for sidecars and gateways alike. */
function anywhere({ spec }: EnvoyFilter) {
  return spec.configPatches?.find(({ context = 'ANY' }) => context === 'ANY');
}
