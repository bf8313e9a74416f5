import { citeField } from '../../core/evidence.js';
import type { PeerAuthentication, ServiceSpec } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { podsOfService, selectedPods } from '../../model/lookup/selected.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
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
      if (namespace === rootNamespace) continue;
      for (const [port, mode] of spec.portModes) {
        const wrong = wrongPort(policy, port, facets);
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

interface Needs {
  serviceSpecs: readonly ServiceSpec[];
  podSpecs: Parameters<typeof podsOfService>[0];
}

function wrongPort({ namespace, spec }: PeerAuthentication, port: number, { serviceSpecs, podSpecs }: Needs) {
  const pods = new Set(selectedPods(podSpecs, spec.selector, namespace));
  const isDeclared = [...pods].some(({ containers }) =>
    containers.some(({ ports }) => ports.some((declared) => declared.port === port)),
  );
  if (pods.size === 0 || isDeclared) return undefined;
  const uses = serviceSpecs
    .filter((service) => service.namespace === namespace)
    .flatMap((service) => {
      const pod = podsOfService(podSpecs, service).find((one) => pods.has(one));
      if (pod === undefined) return [];
      return service.ports.map((own, index) => ({ service, index, port: own.port, target: targetPortIn(pod, own) }));
    });
  if (uses.some(({ target }) => target === undefined || target === port)) return undefined;
  const use = uses.find((candidate) => candidate.port === port);
  return use?.target === undefined ? undefined : { ...use, target: use.target };
}
