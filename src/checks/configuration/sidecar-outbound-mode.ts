import { citeField } from '../../core/evidence.js';
import { defineCheck } from '../check.js';

export const configurationSidecarOutboundMode = defineCheck({
  meta: {
    id: 'configuration/sidecar-outbound-mode',
    title: 'Sidecars say what happens to traffic for unknown hosts',
    severity: 'info',
    basis: 'declared',
    why: 'An outboundTrafficPolicy without a mode means REGISTRY_ONLY: requests for hosts that Istio does not know are refused, whatever the mesh as a whole says.',
    fix: [
      {
        text: 'Write the mode, REGISTRY_ONLY or ALLOW_ANY, or remove the block to follow the mesh.',
        command: 'kubectl get sidecar -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy',
      },
    ],
    aliases: ['KIA1007'],
    falsePositives: ['Silent where REGISTRY_ONLY is written, which Kiali cannot tell from no mode.'],
  },
  requires: ['sidecars'],
  messages: {
    unset: 'Sidecar {namespace}/{name} has an outboundTrafficPolicy without a mode, which means REGISTRY_ONLY',
  },
  *run({ sidecars }) {
    for (const { namespace, name, spec, source } of sidecars) {
      if (!spec.outboundModeUnset) continue;
      yield {
        messageId: 'unset',
        args: { namespace, name },
        subject: { kind: 'Sidecar', namespace, name },
        evidence: [citeField(source, 'spec.outboundTrafficPolicy', '{}')],
      };
    }
  },
});
