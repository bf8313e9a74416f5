import { citeField } from '../../core/evidence.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { isAmbientNamespace, isAmbientPod, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { podsOfPolicy } from '../../model/lookup/policy-pods.js';
import { defineCheck } from '../check.js';

export const ambientDisabledMutualTls = defineCheck({
  meta: {
    id: 'ambient/disabled-mutual-tls',
    title: 'No PeerAuthentication turns mutual TLS off for ambient pods',
    severity: 'warning',
    why: 'ztunnel takes no notice of mode DISABLE: between ambient pods mutual TLS is always on, and plain text is let in as with PERMISSIVE.',
    fix: [
      {
        text: 'Remove the PeerAuthentication, or take the pods out of ambient mode if they must not use mutual TLS.',
        doc: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
      },
    ],
    decides:
      'Mode DISABLE, for the whole or for a port, in a policy that selects an ambient pod or stands in an ambient namespace.',
    falsePositives: ['Pods with a sidecar in the same namespace obey the policy.'],
  },
  requires: ['peerAuthentications', 'namespaces', 'mesh'],
  uses: ['podSpecs'],
  era: mayBeAmbient,
  messages: { ignored: 'PeerAuthentication {namespace}/{name} turns mutual TLS off, which ztunnel takes no notice of' },
  *run({ peerAuthentications, namespaces, podSpecs = [] }) {
    for (const policy of peerAuthentications) {
      const { namespace, name, source, spec } = policy;
      const port = [...spec.portModes].find(([, mode]) => mode === 'DISABLE')?.[0];
      if (spec.mode !== 'DISABLE' && port === undefined) continue;
      const own = namespaceNamed(namespaces, namespace);
      const isAmbient =
        (own !== undefined && isAmbientNamespace(own)) ||
        podsOfPolicy(podSpecs, { namespace, selector: spec.selector }).some(isAmbientPod);
      if (!isAmbient) continue;
      yield {
        messageId: 'ignored',
        args: { namespace, name },
        subject: configSubject(policy),
        evidence: [
          citeField(source, spec.mode === 'DISABLE' ? 'spec.mtls.mode' : `spec.portLevelMtls.${port}.mode`, 'DISABLE'),
        ],
      };
    }
  },
});
