import { type IpRange, parseIp, parseRange, rangeContains, sameAddress } from '../../core/ip.js';
import type { Service, ServiceEndpoints } from '../../model/facets.js';
import { askedName } from '../../model/lookup/asked-service.js';
import { findHost } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const dnsWrongAnswer = defineCheck({
  meta: {
    id: 'dns/wrong-answer',
    title: 'Names of services resolve to the addresses of the services',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy recognises a service by its address. Connections to any other address are taken for traffic to outside the mesh: no mutual TLS, no routes, and often nobody who answers.',
    fix: [
      {
        text: 'Find out who answers: a wildcard record in a search domain of the node, an entry in hostAliases or /etc/hosts, a rewrite in the Corefile.',
        command: 'kubectl exec -n {namespace} {pod} -- cat /etc/resolv.conf /etc/hosts',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/',
      },
    ],
  },
  requires: ['dnsProbes', 'services', 'mesh'],
  uses: ['endpoints', 'serviceEntries'],
  identity: ['target'],
  messages: {
    clusterIP: '{target} resolves to {answer} in pods of {namespace}/{workload}, but service {service} has {expected}',
    headless:
      '{target} resolves to {answer} in pods of {namespace}/{workload}, which is none of the endpoints of headless service {service}',
  },
  *run({ dnsProbes, services, mesh, endpoints, serviceEntries }) {
    for (const probe of dnsProbes) {
      const { pod, workload, target, result, source } = probe;
      if (result.kind !== 'dns' || result.addresses.length === 0) continue;
      const asked = askedName(probe, services, mesh);
      const [service] = asked.services;
      if (service === undefined || (result.searched === false && !asked.isComplete)) continue;
      const entries = findHost(asked.name, { services: [], ...(serviceEntries && { serviceEntries }), mesh })?.entries;
      if (entries !== undefined || service.type === 'ExternalName') continue;

      const isHeadless = service.clusterIPs.includes('None');
      const expected = isHeadless
        ? endpointAddresses(service, endpoints)
        : asked.services.flatMap(({ clusterIPs }) => clusterIPs);
      if (expected === undefined || expected.length === 0) continue;
      const wrong = result.addresses.filter(
        (address) => !isAllocatedByIstio(address) && !expected.some((own) => sameAddress(own, address)),
      );
      // Endpoints change between two moments of a capture: one that is right is enough.
      if (wrong.length === 0 || (isHeadless && wrong.length < result.addresses.length)) continue;
      yield {
        messageId: isHeadless ? 'headless' : 'clusterIP',
        args: {
          namespace: pod.namespace,
          workload,
          pod: pod.name,
          target,
          answer: wrong.join(', '),
          service: `${service.namespace}/${service.name}`,
          expected: expected.slice(0, 5).join(', '),
        },
        subject: { kind: 'Service', namespace: service.namespace, name: service.name },
        ...(isHeadless && { severity: 'warning' as const }),
        evidence: [source],
      };
    }
  },
});

/** Ranges that Istio's DNS capture gives to hosts without an address of their own. */
const allocated = ['240.240.0.0/16', '2001:2::/48']
  .map(parseRange)
  .filter((range): range is IpRange => range !== undefined);

function isAllocatedByIstio(text: string): boolean {
  const address = parseIp(text);
  return address !== undefined && allocated.some((range) => rangeContains(range, address));
}

/** Absent when not all of them are known. */
function endpointAddresses(
  { namespace, name }: Service,
  endpoints: readonly ServiceEndpoints[] | undefined,
): string[] | undefined {
  const own = endpoints?.filter((found) => found.namespace === namespace && found.service === name);
  if (own === undefined || own.some(({ truncated }) => truncated)) return undefined;
  return own.flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
}
