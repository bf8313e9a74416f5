import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const mtlsRootSelector = defineCheck({
  meta: {
    id: 'mtls/root-selector',
    title: 'PeerAuthentications of the root namespace are for the whole mesh',
    severity: 'warning',
    why: 'Sidecars take no notice of a PeerAuthentication with a selector in the root namespace, neither for workloads there nor for those of other namespaces.',
    fix: [
      {
        text: 'Move it to the namespace of the workloads, or remove the selector if it is meant for the mesh.',
        doc: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
      },
    ],
    decides: 'A PeerAuthentication in the root namespace (meshConfig.rootNamespace) has a selector with labels.',
  },
  requires: ['peerAuthentications', 'mesh'],
  uses: ['meshConfig'],
  messages: {
    ignored:
      'PeerAuthentication {namespace}/{name} selects {selector} in the root namespace, and no sidecar reads it there',
  },
  *run(facets) {
    const rootNamespace = rootNamespaceOf(facets);
    for (const policy of facets.peerAuthentications) {
      const { namespace, name, spec, source } = policy;
      if (namespace !== rootNamespace || spec.selector.size === 0) continue;
      const selector = selectorText(spec.selector);
      yield {
        messageId: 'ignored',
        args: { namespace, name, selector },
        subject: configSubject(policy),
        evidence: [citeField(source, 'spec.selector.matchLabels', selector)],
      };
    }
  },
});
