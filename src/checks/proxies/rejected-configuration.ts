import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import { adviceFor, evidenceWith } from '../../model/lookup/behind/behind.js';
import { behindRejection, usedBehindRejection } from '../../model/lookup/behind/rejection.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citeDump, commonSubject, workloadsInWords } from '../../model/lookup/proxies.js';
import { type CheckMeta, defineCheck } from '../check.js';

const fix: CheckMeta['fix'] = [
  {
    text: 'The reason names what Envoy does not accept. Find the EnvoyFilter, Gateway, DestinationRule or Service behind the resource, and correct or remove it.',
    command: 'istioctl analyze --all-namespaces',
    doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
  },
];

export const proxiesRejectedConfiguration = defineCheck({
  meta: {
    id: 'proxies/rejected-configuration',
    title: 'No proxy refuses a part of its configuration',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy that refuses a resource goes on with the version it had, or without one.',
    fix,
  },
  requires: ['proxyConfigs', 'mesh'],
  uses: usedBehindRejection,
  identity: ['resource', 'name'],
  messages: {
    rejected: 'Proxies of {workloads} refuse {resource} {name}: {reason}',
  },
  *run(facets) {
    const { proxyConfigs, mesh } = facets;
    const refused = proxyConfigs.flatMap((proxy) => proxy.rejected.map((update) => ({ proxy, update })));
    const groups = groupBy(refused, ({ update }) => JSON.stringify([update.resource, update.reason]));
    for (const group of groups.values()) {
      const { resource, name, reason } = group[0].update;
      const proxies = mapNonEmpty(group, ({ proxy }) => proxy);
      const times = group.flatMap(({ update }) => update.at ?? []).sort();
      const [first] = times;
      const behind = behindRejection({ text: reason, resource: name, pods: proxies.map(({ pod }) => pod) }, facets);
      yield {
        messageId: 'rejected',
        args: { workloads: workloadsInWords(proxies), resource, name, reason: shorten(reason) },
        subject: commonSubject(proxies, mesh),
        ...(behind !== undefined && { detail: behind.text }),
        fix: adviceFor(fix, behind),
        evidence: evidenceWith(
          mapNonEmpty(group, ({ proxy, update }) =>
            citeDump(proxy, update.pointer, `${update.name}: ${update.reason} (pod ${proxy.pod.name})`),
          ),
          behind,
        ),
        ...(first !== undefined && { firstSeen: first, lastSeen: times.at(-1) ?? first }),
      };
    }
  },
});
