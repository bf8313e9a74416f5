import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { defineCheck } from '../check.js';

export const authorizationUnknownProvider = defineCheck({
  meta: {
    id: 'authorization/unknown-provider',
    title: 'Providers of external authorization are in the mesh configuration',
    severity: 'error',
    why: 'With a provider that the mesh configuration does not have, istiod denies every request that the CUSTOM policy selects.',
    fix: [
      {
        text: 'Add the provider to extensionProviders of the mesh configuration, or correct its name in the policy.',
        command: 'kubectl get configmap istio -n istio-system -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-custom/',
      },
    ],
    decides:
      'provider.name of each policy with action CUSTOM has to be an extension provider of kind envoyExtAuthzHttp or envoyExtAuthzGrpc.',
    falsePositives: ['Without a mesh configuration in the bundle nothing is said.'],
  },
  requires: ['authorizationPolicies', 'meshConfig'],
  identity: ['provider'],
  messages: {
    unknown:
      'AuthorizationPolicy {namespace}/{name} asks the provider {provider}, which the mesh configuration does not have',
    otherKind: 'AuthorizationPolicy {namespace}/{name} asks the provider {provider}, which is of kind {kind}',
  },
  *run({ authorizationPolicies, meshConfig }, { undecided }) {
    for (const policy of authorizationPolicies) {
      const { namespace, name, source, spec } = policy;
      if (spec.action !== 'CUSTOM' || spec.provider === undefined) continue;
      if (meshConfig.isDefault) {
        undecided(`no mesh configuration says whether there is a provider ${spec.provider}`);
        continue;
      }
      const provider = (meshConfig.extensionProviders ?? []).find((known) => known.name === spec.provider);
      if (provider !== undefined && (provider.kind ?? 'envoyExtAuthz').startsWith('envoyExtAuthz')) continue;
      yield {
        messageId: provider === undefined ? 'unknown' : 'otherKind',
        args: { namespace, name, provider: spec.provider, kind: provider?.kind ?? '' },
        subject: configSubject(policy),
        evidence: [
          citeField(source, 'spec.provider.name', spec.provider),
          citeField(
            meshConfig.source,
            'extensionProviders',
            (meshConfig.extensionProviders ?? []).map((p) => p.name),
          ),
        ],
      };
    }
  },
});
