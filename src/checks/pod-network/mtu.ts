import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { groupBy } from '../../model/lookup/derive.js';
import { specOf } from '../../model/lookup/pods.js';
import { defaultRoutes } from '../../model/lookup/routes.js';
import { defineCheck } from '../check.js';

export const podNetworkMtu = defineCheck({
  meta: {
    id: 'pod-network/mtu',
    title: 'Routes of all pods have the same MTU',
    severity: 'warning',
    basis: 'observed',
    why: 'Between pods with different MTUs large packets depend on path MTU discovery; where ICMP is filtered, connections open and then hang on the first large response. Mutual TLS handshakes are among the first to suffer.',
    fix: [
      {
        text: 'Set one MTU in the configuration of the network plugin, and restart the pods that still have the old one.',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['podRoutes'],
  uses: ['podSpecs'],
  messages: {
    different: 'Routes of {namespace}/{workload} have an MTU of {mtu}, those of most other pods {common}',
  },
  *run({ podRoutes, podSpecs }) {
    // A route names an MTU only where the network plugin set one; the MTU of devices is not in routing tables.
    const known = podRoutes.flatMap((table) => {
      const { pod, workload } = table;
      if (pod === undefined || workload === undefined || specOf(podSpecs, pod)?.hostNetwork === true) return [];
      const route = defaultRoutes(table, 'ipv4')[0] ?? defaultRoutes(table, 'ipv6')[0];
      return route?.mtu === undefined ? [] : [{ pod, workload, source: table.source, route, mtu: route.mtu }];
    });
    const [common, ...others] = [...groupBy(known, ({ mtu }) => String(mtu)).values()].sort(
      (a, b) => b.length - a.length || b[0].mtu - a[0].mtu,
    );
    if (common === undefined) return;
    for (const group of others.flatMap((found) => [
      ...groupBy(found, ({ pod, workload }) => `${pod.namespace}/${workload}`).values(),
    ])) {
      if (!isNonEmpty(group)) continue;
      const [{ pod, workload, mtu }] = group;
      const [usual] = common;
      yield {
        messageId: 'different',
        args: { namespace: pod.namespace, workload, mtu, common: usual.mtu },
        subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
        evidence: [
          ...mapNonEmpty(group, ({ source, route: { line, excerpt } }) => ({ ...source, line, excerpt })),
          { ...usual.source, line: usual.route.line, excerpt: usual.route.excerpt },
        ],
      };
    }
  },
});
