import { mapNonEmpty } from '../../core/non-empty.js';
import { isControlPlane, workloadSubject } from '../../model/lookup/pods.js';
import { byOwner, hasDynamic } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const proxiesNoConfiguration = defineCheck({
  meta: {
    id: 'proxies/no-configuration',
    title: 'Proxies have received configuration',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy without clusters and listeners of the control plane forwards nothing, and its pod does not become ready.',
    fix: [
      {
        text: 'Look for the reason in the log of the proxy: no connection to istiod, a rejected token, an unknown certificate authority.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxyConfigs', 'mesh'],
  messages: {
    none: 'Proxies of {namespace}/{workload} hold nothing from the control plane ({count})',
  },
  *run({ proxyConfigs, mesh }) {
    // The sidecars of Pilot, Mixer and their like (Istio 1.0 to 1.4) run on static configuration.
    const bare = proxyConfigs.filter(
      ({ pod, workload, clusters, listeners, partial }) =>
        !partial &&
        // Every bootstrap has static clusters: without any, the dump was taken without this section.
        clusters.length > 0 &&
        !hasDynamic(clusters) &&
        !hasDynamic(listeners) &&
        !isControlPlane({ namespace: pod.namespace, workload }, mesh),
    );
    for (const group of byOwner(bare, (proxy) => proxy)) {
      const [{ pod, workload }] = group;
      const { namespace, name } = pod;
      yield {
        messageId: 'none',
        args: { namespace, workload, pod: name, count: group.length },
        subject: workloadSubject({ namespace, workload }),
        evidence: mapNonEmpty(group, (proxy) => ({
          ...proxy.source,
          excerpt: `no dynamic clusters and no dynamic listeners (pod ${proxy.pod.name})`,
          reconstructed: true,
        })),
      };
    }
  },
});
