import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { isControlPlane, workloadSubject } from '../../model/lookup/pods.js';
import { byOwner } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** A proxy that has just started is on its way. */
const startSeconds = 30;

export const controlPlaneDisconnected = defineCheck({
  meta: {
    id: 'control-plane/disconnected',
    title: 'Proxies say that they are connected to the control plane',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy without a connection goes on with the configuration it had: it learns of no new endpoint, and its certificate is not renewed.',
    fix: [
      {
        text: 'Read what the agent says about its connection: name resolution, a network policy towards istiod on port 15012, a rejected token.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxyStats', 'mesh'],
  uses: ['connectedProxies'],
  messages: {
    disconnected: 'Proxies of {namespace}/{workload} are not connected to the control plane ({count})',
  },
  *run({ proxyStats, mesh, connectedProxies }) {
    const down = proxyStats.filter(
      ({ connected, uptimeSeconds = startSeconds, pod, workload }) =>
        connected === false &&
        uptimeSeconds >= startSeconds &&
        !isControlPlane({ namespace: pod.namespace, workload }, mesh),
    );
    for (const group of byOwner(down, (proxy) => proxy)) {
      const [{ pod, workload }] = group;
      const { namespace, name } = pod;
      // Streams are closed every half hour: one that the control plane lists was between two of them.
      const isListed = group.every((proxy) => connectedProxies?.pods.has(`${namespace}/${proxy.pod.name}`));
      yield {
        messageId: 'disconnected',
        severity: isListed ? 'warning' : 'error',
        args: { namespace, workload, pod: name, count: group.length },
        subject: workloadSubject({ namespace, workload }),
        evidence: mapNonEmpty(group, (proxy) =>
          citeField(proxy.source, 'control_plane.connected_state', `0 (pod ${proxy.pod.name})`),
        ),
      };
    }
  },
});
