import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec } from '../../model/facets.js';
import {
  applicationSockets,
  inboundHosts,
  type ListeningSocket,
  onAnyAddress,
  onLoopback,
  showsApplications,
  targetsIn,
} from '../../model/lookup/listening.js';
import { hasSidecar, specOf } from '../../model/lookup/pods.js';
import { proxyMinor } from '../../model/lookup/proxy-version.js';
import { defineCheck } from '../check.js';

/** Up to Istio 1.9 sidecars send inbound connections to 127.0.0.1; since 1.10 to the address that the caller used. */
const firstWithPodAddress = 10;

export const podNetworkLoopbackOnly = defineCheck({
  meta: {
    id: 'pod-network/loopback-only',
    title: 'Applications listen on the address that inbound connections go to',
    severity: 'error',
    basis: 'observed',
    why: 'Since Istio 1.10 the sidecar passes inbound connections to the address of the pod, up to 1.9 it passed them to 127.0.0.1. An application that listens on the other address only refuses all of them.',
    fix: [
      {
        text: 'Let the application listen on 0.0.0.0 (or ::). For an application that has to stay on loopback, name 127.0.0.1 as defaultEndpoint in the ingress of a Sidecar resource.',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
  },
  requires: ['podSockets', 'podSpecs', 'serviceSpecs', 'mesh'],
  uses: ['proxyConfigs'],
  identity: ['target'],
  messages: {
    loopback:
      'Port {target} of {namespace}/{workload}, to which service {service} sends, is open on {address} only: {because}',
    podAddress:
      'Port {target} of {namespace}/{workload}, to which service {service} sends, is open on {address} only: {because}',
  },
  applies({ podSockets }) {
    return showsApplications(podSockets);
  },
  *run({ podSockets, podSpecs, serviceSpecs, mesh, proxyConfigs }) {
    for (const sockets of podSockets) {
      const { pod, workload, source } = sockets;
      const spec = specOf(podSpecs, pod);
      if (spec === undefined || spec.hostNetwork) continue;
      const reach = reachOf(spec, proxyMinor(spec, mesh));
      const own = applicationSockets(sockets);
      for (const found of targetsIn(spec, serviceSpecs)) {
        const { service, target } = found;
        const open = own.filter(({ port }) => port === target);
        if (!isNonEmpty(open)) continue;
        const fault = faultOf(open, reach, inboundHosts(proxyConfigs, pod, found));
        if (fault === undefined) continue;
        yield {
          messageId: fault,
          args: {
            namespace: pod.namespace,
            workload,
            service: service.name,
            target,
            address: open.map(({ address }) => address).join(' and '),
            because: reach.because,
          },
          subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
          ...(reach.unsure && { severity: 'warning' as const }),
          evidence: mapNonEmpty(open, ({ line, excerpt }) => ({ ...source, line, excerpt })),
        };
      }
    }
  },
});

interface Reach {
  address: 'loopback' | 'pod';
  because: string;
  unsure?: true;
}

/** Where a connection to the pod arrives. */
function reachOf(pod: PodSpec, minor: number | undefined): Reach {
  if (!hasSidecar(pod)) return { address: 'pod', because: 'nobody outside the pod reaches it' };
  if (minor === undefined)
    return {
      address: 'pod',
      because: 'sidecars since Istio 1.10 do not reach it; the version here is not known',
      unsure: true,
    };
  return minor < firstWithPodAddress
    ? { address: 'loopback', because: `a sidecar of Istio 1.${minor} sends inbound connections to 127.0.0.1` }
    : { address: 'pod', because: `a sidecar of Istio 1.${minor} sends inbound connections to the address of the pod` };
}

/** What Envoy itself has as the destination (a Sidecar resource may name it) overrules what its version does. */
function faultOf(open: readonly ListeningSocket[], { address }: Reach, hosts: readonly string[] | undefined) {
  if (open.some(onAnyAddress)) return undefined;
  const toLoopback =
    hosts === undefined || hosts.length === 0 ? undefined : hosts.every((host) => /^(127\.|\[?::1)/.test(host));
  const arrivesOnLoopback = toLoopback ?? address === 'loopback';
  if (arrivesOnLoopback) return open.some(onLoopback) ? undefined : 'podAddress';
  return open.every(onLoopback) ? 'loopback' : undefined;
}
