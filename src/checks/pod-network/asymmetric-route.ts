import type { Evidence } from '../../core/evidence.js';
import { parseIp } from '../../core/ip.js';
import type { Pod, PodRef, Route, RouteTable } from '../../model/facets.js';
import { specOf } from '../../model/lookup/pods.js';
import { defaultRoutes, deviceOf, type Family, hasOtherDefault } from '../../model/lookup/routes.js';
import { defineCheck } from '../check.js';

export const podNetworkAsymmetricRoute = defineCheck({
  meta: {
    id: 'pod-network/asymmetric-route',
    title: 'Replies of pods leave through the device that requests come in by',
    severity: 'warning',
    basis: 'observed',
    why: 'When requests come in by one device and replies leave by another, the kernel (rp_filter), conntrack or the network drops them. Connections to the pod then time out while connections from it may work.',
    fix: [
      {
        text: "Keep the default route on the device of the pod's Kubernetes address; give additional networks (Multus) routes to their own ranges only.",
        command: 'kubectl exec -n {namespace} {pod} -- ip route show table all',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['podRoutes'],
  uses: ['podSpecs', 'pods'],
  identity: ['family'],
  messages: {
    twoDefaults: 'Pods of {namespace}/{workload} have {family} default routes on {devices}',
    otherDevice:
      'The {family} default route in pods of {namespace}/{workload} is on {device}, but the address of the pod is on {own}',
  },
  *run({ podRoutes, podSpecs, pods }) {
    for (const table of podRoutes) {
      const { pod, workload } = table;
      if (pod === undefined || workload === undefined) continue;
      const spec = specOf(podSpecs, pod);
      if (spec?.hostNetwork === true) continue;
      const addresses = spec?.ips ?? addressesIn(pods, pod);
      for (const family of ['ipv4', 'ipv6'] as const) {
        // Other tables with a default route are what makes several devices work: each address has its own.
        if (hasOtherDefault(table, family)) continue;
        const fault = asymmetry(table, family, addresses);
        if (fault === undefined) continue;
        const { messageId, args, evidence } = fault;
        const about = {
          namespace: pod.namespace,
          workload,
          pod: pod.name,
          family: family === 'ipv4' ? 'IPv4' : 'IPv6',
        };
        yield {
          messageId,
          args: { ...about, ...args },
          subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
          evidence,
        };
      }
    }
  },
});

function addressesIn(pods: readonly Pod[] | undefined, { namespace, name }: PodRef): string[] {
  const found = pods?.find((pod) => pod.namespace === namespace && pod.name === name);
  return found?.ip === undefined ? [] : [found.ip];
}

function asymmetry(table: RouteTable, family: Family, addresses: readonly string[]) {
  const [first, ...more] = defaultRoutes(table, family).filter(({ type }) => type === 'unicast');
  if (first === undefined) return undefined;
  const cite = ({ line, excerpt }: Route): Evidence => ({ ...table.source, line, excerpt });
  const devices = [...new Set([first, ...more].flatMap(({ device }) => device ?? []))];
  if (devices.length > 1) {
    const evidence = [cite(first), ...more.map(cite)] as const;
    return { messageId: 'twoDefaults' as const, args: { devices: devices.join(' and ') }, evidence };
  }
  const address = addresses.find((text) => parseIp(text)?.family === family);
  const own = address === undefined ? undefined : deviceOf(table, address);
  const [device] = devices;
  if (own === undefined || own === 'lo' || device === undefined || own === device) return undefined;
  return { messageId: 'otherDevice' as const, args: { device, own }, evidence: [cite(first)] as const };
}
