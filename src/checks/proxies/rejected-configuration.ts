import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citeDump, commonSubject, workloadsInWords } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const proxiesRejectedConfiguration = defineCheck({
  meta: {
    id: 'proxies/rejected-configuration',
    title: 'No proxy refuses a part of its configuration',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy that refuses a resource goes on with the version it had, or without one.',
    fix: [
      {
        text: 'The reason names what Envoy does not accept. Find the EnvoyFilter, Gateway, DestinationRule or Service behind the resource, and correct or remove it.',
        command: 'istioctl analyze --all-namespaces',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxyConfigs', 'mesh'],
  identity: ['resource', 'name'],
  messages: {
    rejected: 'Proxies of {workloads} refuse {resource} {name}: {reason}',
  },
  *run({ proxyConfigs, mesh }) {
    const refused = proxyConfigs.flatMap((proxy) => proxy.rejected.map((update) => ({ proxy, update })));
    const groups = groupBy(refused, ({ update }) => JSON.stringify([update.resource, update.reason]));
    for (const group of groups.values()) {
      const { resource, name, reason } = group[0].update;
      const proxies = mapNonEmpty(group, ({ proxy }) => proxy);
      const times = group.flatMap(({ update }) => update.at ?? []).sort();
      const [first] = times;
      yield {
        messageId: 'rejected',
        args: { workloads: workloadsInWords(proxies), resource, name, reason: shorten(reason) },
        subject: commonSubject(proxies, mesh),
        evidence: mapNonEmpty(group, ({ proxy, update }) =>
          citeDump(proxy, update.pointer, `${update.name}: ${update.reason} (pod ${proxy.pod.name})`),
        ),
        ...(first !== undefined && { firstSeen: first, lastSeen: times.at(-1) ?? first }),
      };
    }
  },
});
