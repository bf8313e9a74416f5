import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec, ServicePort, ServiceSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hasSidecar, workloadSubject } from '../../model/lookup/pods.js';
import { declaredProtocol, type Handling } from '../../model/lookup/port-protocol.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

export const servicesProtocolConflict = defineCheck({
  meta: {
    id: 'services/protocol-conflict',
    title: 'Services agree on the protocol of a port',
    severity: 'warning',
    why: 'A sidecar has one inbound listener for a port of its pod. When services declare HTTP and TCP for it, the protocol of one of them holds for all, and callers through the other lose HTTP features or get errors.',
    fix: [
      {
        text: 'Let all services that send to the port declare the same protocol in port name or appProtocol.',
        command: 'kubectl get services -n {namespace} -o wide',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
  },
  requires: ['serviceSpecs', 'podSpecs'],
  messages: {
    conflict: 'Services declare different protocols for port {target} of {namespace}/{workload}: {declarations}',
  },
  identity: ['target'],
  *run({ serviceSpecs, podSpecs }) {
    const declarations = serviceSpecs.flatMap((service) => declarationsOf(service, podsOfService(podSpecs, service)));
    const byTarget = groupBy(declarations, ({ pod, target }) => `${pod.namespace}/${pod.workload}/${target}`);
    for (const same of byTarget.values()) {
      if (new Set(same.map(({ handling }) => handling)).size < 2) continue;
      const [{ pod, target }] = same;
      yield {
        messageId: 'conflict',
        args: {
          namespace: pod.namespace,
          workload: pod.workload,
          target,
          declarations: same.map(({ service, protocol }) => `${service.name} ${protocol}`).join(', '),
        },
        subject: workloadSubject(pod),
        evidence: mapNonEmpty(same, ({ service, port }) =>
          citeField(service.source, 'spec.ports', `${port.port} (${port.appProtocol ?? port.name}) of ${service.name}`),
        ),
      };
    }
  },
});

interface Declaration {
  service: ServiceSpec;
  port: ServicePort;
  /** One pod for all of its workload. */
  pod: PodSpec;
  target: number;
  protocol: string;
  handling: Handling;
}

function declarationsOf(service: ServiceSpec, pods: readonly PodSpec[]): Declaration[] {
  const sidecars = pods.filter(hasSidecar);
  if (!isNonEmpty(sidecars)) return [];
  const oneOfEach = [...groupBy(sidecars, ({ workload }) => workload).values()].map(([pod]) => pod);
  return service.ports.flatMap((port) => {
    const declared = port.protocol === 'TCP' ? declaredProtocol(port) : undefined;
    if (declared === undefined) return [];
    return oneOfEach.flatMap((pod) => {
      const target = targetPortIn(pod, port);
      return target === undefined ? [] : [{ service, port, pod, target, ...declared }];
    });
  });
}
