import { citeField } from '../../core/evidence.js';
import type { AuthorizationPolicy } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { podsOfPolicy } from '../../model/lookup/policy-pods.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { takenForPodPort } from '../../model/lookup/service-port.js';
import { defineCheck } from '../check.js';

export const authorizationServicePort = defineCheck({
  meta: {
    id: 'authorization/service-port',
    title: 'Ports in AuthorizationPolicies are ports of the pods',
    severity: 'warning',
    why: 'operation.ports and destination.port are compared with the port that the pod takes the connection on. The port of the service, where it differs, matches nothing: ALLOW lets nobody in, DENY stops nobody.',
    fix: [
      {
        text: 'Use the target port of the service instead of its port.',
        command: 'kubectl get service {service} -n {serviceNamespace} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation',
      },
    ],
    decides:
      'A service in front of the pods that the policy selects has the port and sends it to another one, and no service of theirs sends to that port nor does a container declare it.',
    falsePositives: [
      'Policies with targetRefs are left alone: a waypoint takes connections on ports of the service.',
      'A process may listen on a port that no container declares.',
    ],
  },
  requires: ['authorizationPolicies', 'serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['meshConfig'],
  identity: ['port'],
  messages: {
    servicePort:
      'AuthorizationPolicy {namespace}/{name} is about port {port}, which is the port of service {serviceNamespace}/{service}; its pods listen on {target}',
  },
  *run(facets) {
    const rootNamespace = rootNamespaceOf(facets);
    for (const policy of facets.authorizationPolicies) {
      const { namespace, name, source, spec } = policy;
      const ports = portsOf(policy);
      if (ports.length === 0 || (spec.targets ?? []).length > 0) continue;
      const pods = podsOfPolicy(facets.podSpecs, { namespace, selector: spec.selector }, rootNamespace);
      for (const { field, port } of ports) {
        const use = takenForPodPort(port, pods, facets.serviceSpecs);
        if (use === undefined) continue;
        const { service, index, target } = use;
        yield {
          messageId: 'servicePort',
          args: { namespace, name, port, service: service.name, serviceNamespace: service.namespace, target },
          subject: configSubject(policy),
          evidence: [
            citeField(source, field, String(port)),
            citeField(service.source, `spec.ports[${index}].targetPort`, target),
          ],
        };
      }
    }
  },
});

function portsOf({ spec: { ruleList = [] } }: AuthorizationPolicy): { field: string; port: number }[] {
  const lists = ruleList.flatMap(({ to, when }) => [
    ...to.flatMap(({ field, ports, notPorts }) => [
      { field: `${field}.ports`, values: ports },
      { field: `${field}.notPorts`, values: notPorts },
    ]),
    ...when
      .filter(({ key }) => key === 'destination.port')
      .flatMap(({ field, values, notValues }) => [
        { field: `${field}.values`, values },
        { field: `${field}.notValues`, values: notValues },
      ]),
  ]);
  return lists.flatMap(({ field, values }) =>
    values.flatMap((text, index) =>
      /^\d{1,5}$/.test(text) ? [{ field: `${field}[${index}]`, port: Number(text) }] : [],
    ),
  );
}
