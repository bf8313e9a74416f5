import { mapNonEmpty } from '../../core/non-empty.js';
import type { ProxyConfig, WarmingResource } from '../../model/facets.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { citeDump } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** Warming takes as long as the control plane needs to answer. */
const settledMinutes = 2;

export const proxiesWarming = defineCheck({
  meta: {
    id: 'proxies/warming',
    title: 'No resource of a proxy waits for what it needs',
    severity: 'warning',
    basis: 'observed',
    why: 'Envoy does not use a listener or cluster before its routes, endpoints and secrets have come; a listener that waits accepts no connection.',
    fix: [
      {
        text: 'For a credential of a gateway, create the Secret in the namespace of the gateway, with the name in credentialName and the keys tls.crt and tls.key.',
        command: 'kubectl get secret -n {namespace} {credential}',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/',
      },
      {
        text: 'For all others, look in the logs of the proxy and of istiod for the request that was not answered.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
      },
    ],
  },
  requires: ['proxyConfigs'],
  uses: ['capture'],
  identity: ['resource', 'name'],
  messages: {
    credential: 'Proxies of {namespace}/{workload} wait for the credential {credential} ({count})',
    resource: 'Proxies of {namespace}/{workload} wait for {resource} {name} to become usable ({count})',
  },
  *run({ proxyConfigs, capture }, { now }) {
    const settled = captureStart(capture, now) - settledMinutes * 60_000;
    const waiting = proxyConfigs.flatMap((proxy) =>
      proxy.warming.filter(({ since }) => !(Date.parse(since ?? '') > settled)).map((item) => ({ proxy, item })),
    );
    for (const group of groupBy(waiting, keyOf).values()) {
      const [{ proxy, item }] = group;
      const { namespace, name: pod } = proxy.pod;
      const credential = credentialOf(item);
      yield {
        messageId: credential === undefined ? 'resource' : 'credential',
        severity: credential === undefined ? 'warning' : 'error',
        args: {
          namespace,
          workload: proxy.workload,
          pod,
          resource: item.resource,
          name: item.name,
          count: group.length,
          ...(credential !== undefined && { credential }),
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (one) =>
          citeDump(one.proxy, one.item.pointer, `${one.item.name} (warming, pod ${one.proxy.pod.name})`),
        ),
      };
    }
  },
});

function keyOf({ proxy, item }: { proxy: ProxyConfig; item: WarmingResource }): string {
  return JSON.stringify([proxy.pod.namespace, proxy.workload, item.resource, item.name]);
}

/** `kubernetes://NAME` since Istio 1.9, with a namespace or `kubernetes-gateway://` for the Gateway API. */
function credentialOf({ resource, name }: WarmingResource): string | undefined {
  if (resource !== 'secret') return undefined;
  return /^kubernetes(?:-gateway)?:\/\/(?:[^/]{1,253}\/)?([^/]{1,253})$/.exec(name)?.[1];
}
