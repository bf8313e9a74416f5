import { citeField } from '../../core/evidence.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

export const configurationSidecarEgressProxy = defineCheck({
  meta: {
    id: 'configuration/sidecar-egress-proxy',
    title: 'No Sidecar sends unknown traffic to an egress proxy',
    severity: 'warning',
    basis: 'declared',
    why: 'The field outboundTrafficPolicy.egressProxy is ignored: traffic for unknown hosts goes out directly, or nowhere, and not through the egress gateway.',
    fix: [
      {
        text: 'Route the traffic with a ServiceEntry and a VirtualService through the egress gateway.',
        command: 'kubectl get sidecar -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
      },
    ],
    aliases: ['IST0002'],
    falsePositives: ['Silent while the oldest control plane is older than 1.7.'],
  },
  requires: ['sidecars', 'mesh'],
  messages: {
    ignored: 'Sidecar {namespace}/{name} names an egress proxy for unknown traffic, which Istio ignores',
  },
  *run({ sidecars, mesh }) {
    if ((oldestMinor(mesh) ?? 99) < 7) return;
    for (const { namespace, name, spec, source } of sidecars) {
      if (!spec.egressProxy) continue;
      yield {
        messageId: 'ignored',
        args: { namespace, name },
        subject: { kind: 'Sidecar', namespace, name },
        evidence: [citeField(source, 'spec.outboundTrafficPolicy.egressProxy', '(set)')],
      };
    }
  },
});
