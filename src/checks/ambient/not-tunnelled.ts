import { citeField } from '../../core/evidence.js';
import type { PodSpec, Ztunnel, ZtunnelWorkload } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** What istio-cni writes on a pod whose traffic it has redirected to ztunnel (Istio 1.18 and later). */
const redirection = 'ambient.istio.io/redirection';
/** The control plane learns of the annotation, and ztunnels of the protocol, soon after the pod has started. */
const settledMinutes = 10;

export const ambientNotTunnelled = defineCheck({
  meta: {
    id: 'ambient/not-tunnelled',
    title: 'ztunnels send traffic for captured pods through HBONE',
    severity: 'warning',
    basis: 'observed',
    why: 'A ztunnel that takes a captured pod for one outside of the mesh sends it plain text, without identity; policies that ask for mutual TLS refuse that.',
    fix: [
      {
        text: 'See what the control plane tells ztunnels about the pod, and whether they are connected to it.',
        command: 'istioctl ztunnel-config workloads --workload-namespace {namespace}',
        doc: 'https://istio.io/latest/docs/ambient/usage/troubleshoot-ztunnel/',
      },
      { text: 'Restart the pod, so that istio-cni captures it and the control plane hears of it anew.' },
    ],
  },
  requires: ['ztunnels', 'podSpecs'],
  uses: ['capture'],
  era: mayBeAmbient,
  messages: {
    plaintext:
      'Pods of {namespace}/{workload} are captured by ztunnel, but {ztunnels} ztunnels reach them in plain text ({count} pods)',
  },
  *run({ ztunnels, podSpecs, capture }, { now }) {
    const settled = captureStart(capture, now) - settledMinutes * 60_000;
    const rows = ztunnels.flatMap((ztunnel) =>
      (ztunnel.workloads ?? []).flatMap((workload) => {
        const pod = workload.protocol === 'TCP' ? specOf(podSpecs, workload) : undefined;
        return pod !== undefined && isCapturedSince(pod, settled) && isSame(pod, workload)
          ? { ztunnel, workload, pod }
          : [];
      }),
    );
    for (const group of groupBy(rows, ({ pod }) => `${pod.namespace}/${pod.workload}`).values()) {
      const [{ pod }] = group;
      yield {
        messageId: 'plaintext',
        args: {
          namespace: pod.namespace,
          workload: pod.workload,
          count: new Set(group.map((row) => row.pod)).size,
          ztunnels: new Set(group.map((row) => row.ztunnel)).size,
        },
        subject: workloadSubject(pod),
        evidence: [citePod(pod, `metadata.annotations[${redirection}]`, 'enabled'), ...group.map(cite)],
      };
    }
  },
});

function isCapturedSince(pod: PodSpec, settled: number): boolean {
  const isRunning = pod.phase === 'Running' && pod.deleted === undefined;
  return isRunning && pod.annotations.get(redirection) === 'enabled' && Date.parse(pod.startTime ?? '') < settled;
}

/** A pod of a StatefulSet keeps its name when it comes again with another address. */
function isSame({ ips }: PodSpec, { addresses }: ZtunnelWorkload): boolean {
  return addresses.some((address) => ips.includes(address));
}

function cite({ ztunnel, workload }: { ztunnel: Ztunnel; workload: ZtunnelWorkload }) {
  const { line, excerpt, pointer } = workload;
  if (line !== undefined && excerpt !== undefined) return { ...ztunnel.source, line, excerpt };
  const source = pointer === undefined ? ztunnel.source : { ...ztunnel.source, pointer };
  return citeField(source, 'protocol', `TCP (pod ${workload.name}, seen from ${ztunnel.node ?? 'one node'})`);
}
