import { citeField } from '../../core/evidence.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

export const configurationOldEnvoyFilter = defineCheck({
  meta: {
    id: 'configuration/old-envoy-filter',
    title: 'EnvoyFilters are written as patches',
    severity: 'warning',
    basis: 'declared',
    why: 'The fields filters and workloadLabels were replaced in Istio 1.3. From 1.6 on nobody reads them: the filter is missing in the proxies without a word.',
    fix: [
      {
        text: 'Rewrite it: each filter becomes an entry of configPatches, workloadLabels become workloadSelector.labels.',
        command: 'kubectl get envoyfilter -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/envoy-filter/',
      },
    ],
    codes: ['IST0002', 'IST0004'],
    decides:
      'The object has one of the two fields. It is an error when the control plane is of 1.6 or later; objects of kinds that were gone with 1.6 (rbac.istio.io, authentication.istio.io) date a set of manifests before that.',
    falsePositives: ['Silent where every control plane is older than 1.3, which knows no other form.'],
  },
  requires: ['envoyFilters', 'mesh'],
  uses: ['rbacConfigs', 'serviceRoles', 'serviceRoleBindings', 'authenticationPolicies'],
  messages: {
    deprecated:
      'EnvoyFilter {namespace}/{name} uses filters or workloadLabels, which Istio reads for the last time in 1.5',
    ignored: 'EnvoyFilter {namespace}/{name} uses filters or workloadLabels, which Istio does not read since 1.6',
  },
  *run({ envoyFilters, mesh, ...old }) {
    const minor = oldestMinor(mesh);
    if (minor !== undefined && minor < 3) return;
    const isOfOldEra = Object.values(old).some((objects) => objects.length > 0);
    const isDeprecated = minor === undefined ? mesh.isManifests === true && isOfOldEra : minor < 6;
    for (const { namespace, name, spec, source } of envoyFilters) {
      if (!spec.oldFields) continue;
      yield {
        messageId: isDeprecated ? 'deprecated' : 'ignored',
        args: { namespace, name },
        subject: { kind: 'EnvoyFilter', namespace, name },
        ...(isDeprecated && { aliases: ['IST0002'] }),
        ...(minor !== undefined && minor >= 6 && { severity: 'error' as const }),
        evidence: [citeField(source, 'spec.filters', spec.patches.join(', '))],
      };
    }
  },
});
