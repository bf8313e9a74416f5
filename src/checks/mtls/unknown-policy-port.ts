import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { findServices } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { mayReadLegacySecurity } from '../../model/lookup/legacy-security.js';
import { defineCheck } from '../check.js';

export const mtlsUnknownPolicyPort = defineCheck({
  meta: {
    id: 'mtls/unknown-policy-port',
    title: 'Policies name ports that their services have',
    severity: 'warning',
    why: 'A Policy for a port name that the service does not have applies to no port, and the port meant keeps its other settings (Istio 1.0 to 1.5).',
    fix: [
      {
        text: 'Use the name or the number of a port of the service.',
        command: 'kubectl get service {service} -n {namespace} -o yaml',
        doc: 'https://istio.io/v1.5/docs/reference/config/security/istio.authentication.v1alpha1/',
      },
    ],
    aliases: ['IST0114'],
    decides:
      'A port name in targets.ports of a Policy has to be that of a TCP port of the service; numbers are not judged.',
  },
  requires: ['authenticationPolicies', 'services', 'mesh'],
  era: mayReadLegacySecurity,
  identity: ['service', 'port'],
  messages: { unknown: 'Policy {namespace}/{name} is for port "{port}" of service {service}, which has no such port' },
  *run({ authenticationPolicies, services, mesh }, { undecided }) {
    for (const policy of authenticationPolicies) {
      const { kind, namespace, name, source, spec } = policy;
      if (kind !== 'Policy') continue;
      for (const [at, target] of spec.targets.entries()) {
        const [service] = findServices(services, { namespace, name: target.name });
        for (const [index, port] of target.ports.entries()) {
          if (typeof port === 'number') continue;
          if (service?.ports.some((own) => own.name === port && own.protocol === 'TCP')) continue;
          if (service === undefined && !hasAll(mesh, 'Service', namespace)) {
            undecided(notGathered('service', `${namespace}/${target.name}`));
            continue;
          }
          yield {
            messageId: 'unknown',
            args: { namespace, name, service: target.name, port },
            subject: configSubject(policy),
            evidence: [citeField(source, `spec.targets[${at}].ports[${index}].name`, port)],
          };
        }
      }
    }
  },
});
