import { hostAndPort, type UpstreamHost } from '../envoy/cluster/upstream-host.js';
import { clusterName } from '../envoy/cluster-name.js';
import type { Message } from '../envoy/message.js';
import { serviceNamed } from '../model/lookup/hosts.js';
import { hasSidecar } from '../model/lookup/pods.js';
import { targetPortIn } from '../model/lookup/target-port.js';
import { podsOfService } from './service-pods.js';
import type { TraceSources } from './sources.js';

/**
 * What Kubernetes has behind the cluster of a service, for dumps that were taken without endpoints (Envoy before 1.14 has no
 * list of them). Undefined for subsets, whose labels no Envoy cluster tells, and for hosts that are no service.
 */
export function declaredHosts(
  name: string,
  cluster: Message,
  sources: TraceSources,
): readonly UpstreamHost[] | undefined {
  const parts = clusterName(name);
  if (parts.kind !== 'outbound' || parts.subset !== undefined) return undefined;
  const named = serviceNamed(parts.host, sources.mesh);
  const service = sources.services.find((one) => one.namespace === named?.namespace && one.name === named?.name);
  const port = service?.ports.find((one) => one.port === parts.port);
  const pods = service === undefined ? undefined : podsOfService(service, sources);
  if (port === undefined || pods === undefined) return undefined;
  return pods.flatMap(({ target, ip }): UpstreamHost[] => {
    const targetPort = targetPortIn(target, port);
    if (targetPort === undefined) return [];
    const tlsMode = hasSidecar(target) ? 'istio' : 'disabled';
    const metadata = { filter_metadata: { 'envoy.transport_socket_match': { tlsMode } } };
    return [
      {
        address: hostAndPort(ip, targetPort),
        kind: 'ip',
        health: 'healthy',
        weight: 1,
        priority: 0,
        lbEndpoint: { metadata },
        group: {},
        cluster,
      },
    ];
  });
}
