import { citeField } from '../../core/evidence.js';
import type { PodSpec, ProxyConfig } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { listenPortOf } from '../../model/lookup/gateway-listen-port.js';
import { gatewayPods, servicesOfPods } from '../../model/lookup/gateway-pods.js';
import { isBefore } from '../../model/lookup/istio-version.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { citePod, proxyContainer } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** By this variable a gateway tells istiod that it cannot open ports below 1024. */
const unprivileged = 'ISTIO_META_UNPRIVILEGED_POD';
const firstFreePort = 1024;

export const gatewaysPrivilegedPort = defineCheck({
  meta: {
    id: 'gateways/privileged-port',
    title: 'Gateways that run without privileges listen on ports from 1024 on',
    severity: 'error',
    basis: 'declared',
    why: 'istiod leaves a server out of gateways that say they cannot open its port. Connections to the port are refused.',
    fix: [
      {
        text: 'Let the Service of the gateway forward the port to a target port from 1024 on, such as 8080; the Gateway keeps the number of the service port.',
        command: 'kubectl get service -n {podNamespace} -o yaml',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/gateway/',
      },
    ],
    decides:
      'The pods of a Gateway have ISTIO_META_UNPRIVILEGED_POD=true, and the port that a server comes to through their Service is below 1024.',
    falsePositives: ['Silent where the dump of the pod has a listener on the port.'],
  },
  requires: ['istioGateways', 'podSpecs', 'serviceSpecs'],
  uses: ['proxyConfigs', 'mesh'],
  messages: {
    leftOut:
      'Gateway {namespace}/{name} opens port {port}, which comes to {target} in pods of {podNamespace}/{workload}; they run without the right to open it',
  },
  identity: ['port', 'workload'],
  era: (mesh) => (isBefore(9, mesh) ? 'istiod leaves out such ports since Istio 1.9' : true),
  *run({ istioGateways, podSpecs, serviceSpecs, proxyConfigs = [], mesh }, { undecided }) {
    for (const gateway of istioGateways) {
      const { group, namespace, name, spec, source } = gateway;
      if (!isAnalyzedNamespace(namespace)) continue;
      const pods = gatewayPods(gateway, podSpecs).filter(isUnprivileged);
      for (const { pod, services } of servicesOfPods(pods, serviceSpecs)) {
        for (const { field, port } of spec.servers) {
          const target = port > 0 ? listenPortOf(port, pod, services) : undefined;
          if (target === undefined || target >= firstFreePort || listens(pod, target, proxyConfigs)) continue;
          if (!hasAll(mesh, 'Service', pod.namespace)) {
            undecided(notGathered('service', `one that forwards port ${port} of Gateway ${namespace}/${name}`));
            continue;
          }
          yield {
            messageId: 'leftOut',
            args: { namespace, name, port, target, podNamespace: pod.namespace, workload: pod.workload },
            subject: { kind: 'Gateway', group, namespace, name },
            evidence: [
              citeField(source, `${field}.port.number`, String(port)),
              citePod(pod, `spec.containers[${proxyContainer}].env`, `${unprivileged}=true`),
              ...services.slice(0, 1).map((service) => citeField(service.source, 'spec.ports', `${port} to ${target}`)),
            ],
          };
        }
      }
    }
  },
});

function isUnprivileged({ containers }: PodSpec): boolean {
  return containers.some(({ name, env }) => name === proxyContainer && env.get(unprivileged) === 'true');
}

function listens(pod: PodSpec, port: number, proxyConfigs: readonly ProxyConfig[]): boolean {
  return proxyConfigs.some(
    (proxy) =>
      proxy.pod.namespace === pod.namespace &&
      proxy.pod.name === pod.name &&
      proxy.listeners.some(({ items }) => items.some((listener) => listener.port === port)),
  );
}
