import { citeField } from '../../core/evidence.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { ignoresLegacySecurity } from '../../model/lookup/legacy-security.js';
import { defineCheck } from '../check.js';

const successor = 'peerauthentications.security.istio.io';

export const mtlsLegacyPolicies = defineCheck({
  meta: {
    id: 'mtls/legacy-policies',
    title: 'Authentication policies are of a kind that the control plane reads',
    severity: 'error',
    why: 'Istio 1.6 and later take no notice of Policy and MeshPolicy: after an upgrade a mesh that was strict is permissive, and tokens are asked for no more.',
    fix: [
      {
        text: 'Write the same as PeerAuthentication (peers) and RequestAuthentication (origins), then delete the old object.',
        command: 'kubectl get peerauthentications,requestauthentications --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
      },
    ],
    codes: ['IST0120', 'IST0121'],
    decides:
      'Objects of authentication.istio.io are there, and every control plane is of Istio 1.6 or later; or, as a hint, the CRD of PeerAuthentication is there.',
    falsePositives: ['Without a version of the control plane, and without that CRD, nothing is said.'],
  },
  requires: ['mesh'],
  uses: ['authenticationPolicies', 'customResourceDefinitions'],
  applies: ({ authenticationPolicies }) =>
    authenticationPolicies !== undefined || 'the bundle lists no objects of authentication.istio.io',
  messages: {
    ignored: '{kind} {object} asks for {what}, and Istio {version} takes no notice of it',
    deprecated: '{kind} {object} is of a kind that PeerAuthentication and RequestAuthentication replace',
  },
  *run({ authenticationPolicies = [], mesh, customResourceDefinitions = [] }) {
    const isIgnored = ignoresLegacySecurity(mesh);
    if (!isIgnored && !customResourceDefinitions.some(({ name }) => name === successor)) return;
    for (const policy of authenticationPolicies) {
      const { kind, source, spec } = policy;
      const what = [
        ...(spec.mode === 'DISABLE' ? [] : [`mutual TLS (${spec.mode})`]),
        ...(spec.origins === undefined ? [] : ['tokens']),
      ];
      yield {
        messageId: isIgnored ? 'ignored' : 'deprecated',
        severity: isIgnored && what.length > 0 ? 'error' : 'info',
        args: {
          kind,
          object: fullName(policy),
          what: what.join(' and ') || 'plain text',
          version: mesh.controlPlaneVersions.join(', '),
        },
        subject: configSubject(policy),
        aliases: [kind === 'Policy' ? 'IST0120' : 'IST0121'],
        evidence: [citeField(source, 'kind', kind)],
      };
    }
  },
});
