import { mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec, ProxySync } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { proxyContainer, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { citeSync } from '../../model/lookup/sync-evidence.js';
import { defineCheck } from '../check.js';

/**
 * NOT SENT is normal for most types: RDS where all ports are TCP, ECDS without extensions, EDS without such clusters, LDS
 * of a gateway that no Gateway configures. Clusters are sent to every Envoy, listeners to every sidecar.
 */
export const proxySyncNotSent = defineCheck({
  meta: {
    id: 'proxy-sync/not-sent',
    title: 'Every connected proxy has been configured',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy that is connected but was never sent clusters and listeners routes nothing: its pod does not become ready, or all its traffic fails.',
    fix: [
      {
        text: 'Look in the log of the istiod that the proxy is connected to for a push that is held back: caches that are not in sync, rate limits, a namespace that is not discovered.',
        command: 'kubectl logs -n istio-system {controlPlane} -c discovery',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxySync'],
  uses: ['podSpecs'],
  messages: {
    never: 'The control plane has never sent {types} to proxies of {namespace}/{workload} ({count})',
  },
  *run({ proxySync, podSpecs }) {
    const rows = proxySync.flatMap((proxy) =>
      essentialTypes(proxy, specOf(podSpecs, proxy.pod)).flatMap((type) => {
        const status = proxy.types.get(type);
        return status?.state === 'notSent' ? { proxy, type, status } : [];
      }),
    );
    for (const group of groupBy(rows, ({ proxy }) => `${proxy.pod.namespace}/${proxy.workload}`).values()) {
      const [{ proxy }] = group;
      const { namespace } = proxy.pod;
      yield {
        messageId: 'never',
        args: {
          namespace,
          workload: proxy.workload,
          types: [...new Set(group.map(({ type }) => type))].join(', '),
          count: new Set(group.map((row) => row.proxy.pod.name)).size,
          controlPlane: proxy.controlPlane ?? 'ISTIOD_POD',
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (row) => citeSync(row.proxy, row.type, row.status)),
      };
    }
  },
});

function essentialTypes(proxy: ProxySync, pod: PodSpec | undefined): ('CDS' | 'LDS')[] {
  // An agent without Envoy asks for what its gRPC application names, and that may be nothing.
  if (proxy.type === 'ztunnel' || pod?.annotations.get('inject.istio.io/templates')?.includes('grpc')) return [];
  return (proxy.type ?? roleOf(pod)) === 'sidecar' ? ['CDS', 'LDS'] : ['CDS'];
}

/** The first words of the proxy's arguments are `proxy sidecar` or `proxy router`. */
function roleOf(pod: PodSpec | undefined): string | undefined {
  return pod?.containers.find(({ name }) => name === proxyContainer)?.args[1];
}
