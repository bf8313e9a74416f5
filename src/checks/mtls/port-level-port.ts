import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { selectedPods } from '../../model/lookup/selected.js';
import { takenForPodPort } from '../../model/lookup/service-port.js';
import { defineCheck } from '../check.js';

export const mtlsPortLevelPort = defineCheck({
  meta: {
    id: 'mtls/port-level-port',
    title: 'portLevelMtls names ports of the pods',
    severity: 'warning',
    why: 'The keys of portLevelMtls are ports that the pods listen on. An entry for the port of the service has no effect where the two differ.',
    fix: [
      {
        text: 'Use the target port of the service instead of its port.',
        command: 'kubectl get service {service} -n {namespace} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/security/peer_authentication/',
      },
    ],
    decides:
      'A service in front of the selected pods has the port and sends it to another one, and no service sends to that port nor does a container declare it.',
    falsePositives: ['A process may listen on a port that no container declares.'],
  },
  requires: ['peerAuthentications', 'serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['meshConfig'],
  identity: ['port'],
  messages: {
    servicePort:
      'PeerAuthentication {namespace}/{name} sets port {port}, which is the port of service {service}; its pods listen on {target}',
  },
  *run(facets) {
    const rootNamespace = rootNamespaceOf(facets);
    for (const policy of facets.peerAuthentications) {
      const { namespace, name, source, spec } = policy;
      if (namespace === rootNamespace || spec.portModes.size === 0) continue;
      const pods = selectedPods(facets.podSpecs, spec.selector, namespace);
      for (const [port, mode] of spec.portModes) {
        const wrong = takenForPodPort(port, pods, facets.serviceSpecs);
        if (wrong === undefined) continue;
        const { service, index, target } = wrong;
        yield {
          messageId: 'servicePort',
          args: { namespace, name, port, service: service.name, target },
          subject: configSubject(policy),
          evidence: [
            citeField(source, `spec.portLevelMtls.${port}`, mode),
            citeField(service.source, `spec.ports[${index}].targetPort`, target),
          ],
        };
      }
    }
  },
});
