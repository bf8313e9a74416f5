import { isNonEmpty, mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { PeerAuthentication, PodSpec } from '../../model/facets.js';
import {
  type CaptureExclusion,
  captureExclusions,
  excludedInboundPorts,
} from '../../model/lookup/capture-exclusions.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { citePod, hasSidecar, isFinished, workloadSubject } from '../../model/lookup/pods.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { defineCheck } from '../check.js';

export const podNetworkCaptureExclusions = defineCheck({
  meta: {
    id: 'pod-network/capture-exclusions',
    title: 'All traffic of pods in the mesh passes their sidecar',
    severity: 'info',
    basis: 'declared',
    why: 'What annotations exclude from redirection passes the sidecar by: no mutual TLS, no policies, no telemetry. Often that is meant, and easily forgotten.',
    fix: [
      {
        text: 'Remove the annotation from the pod template, or the setting from the installation, if the reason for it is gone.',
        command: 'kubectl get pods -n {namespace} {pod} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/annotations/',
      },
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: ['peerAuthentications'],
  messages: {
    bypass: 'Some traffic of {namespace}/{workload} bypasses the sidecar: {what}',
    everywhere: 'Some traffic of all workloads bypasses their sidecars: {what}',
    strict:
      'Inbound ports {ports} of {namespace}/{workload} bypass the sidecar, so that STRICT mutual TLS does not protect them',
  },
  *run({ podSpecs, mesh, peerAuthentications }, { undecided }) {
    const sidecars = podSpecs.filter((pod) => hasSidecar(pod) && !isFinished(pod));
    const excluding = sidecars.flatMap((pod): Excluding[] => {
      const exclusions = captureExclusions(pod);
      return isNonEmpty(exclusions) ? [{ pod, exclusions }] : [];
    });
    const workloads = groupBy(sidecars, nameOf).size;
    for (const same of groupBy(excluding, ({ exclusions }) => exclusions.map(({ what }) => what).join('; ')).values()) {
      const byWorkload = groupBy(same, ({ pod }) => nameOf(pod));
      if (byWorkload.size === workloads && workloads > 1) {
        yield {
          messageId: 'everywhere',
          args: argsOf(same),
          subject: { kind: 'Mesh', name: 'mesh' },
          evidence: cite(same),
        };
        continue;
      }
      for (const group of byWorkload.values()) {
        yield {
          messageId: 'bypass',
          args: argsOf(group),
          subject: workloadSubject(group[0].pod),
          evidence: cite(group),
        };
      }
    }
    for (const group of groupBy(excluding, ({ pod }) => nameOf(pod)).values()) {
      const [{ pod }] = group;
      const ports = excludedInboundPorts(pod).filter((port) => isDeclared(port, pod));
      if (ports.length === 0) continue;
      const deciding = policyFor(pod, peerAuthentications ?? [], mesh.istioNamespaces);
      if (!deciding?.spec.selector.size && !hasAll(mesh, 'PeerAuthentication', pod.namespace)) {
        undecided(notGathered('PeerAuthentication', `one for ${nameOf(pod)}`));
        continue;
      }
      if (!isStrict(deciding)) continue;
      yield {
        messageId: 'strict',
        args: { ...argsOf(group), ports: ports.join(', ') },
        subject: workloadSubject(pod),
        severity: 'warning',
        evidence: cite(group),
      };
    }
  },
});

interface Excluding {
  pod: PodSpec;
  exclusions: NonEmpty<CaptureExclusion>;
}

function nameOf({ namespace, workload }: PodSpec): string {
  return `${namespace}/${workload}`;
}

function argsOf([{ pod, exclusions }]: NonEmpty<Excluding>) {
  const { namespace, workload, name } = pod;
  return { namespace, workload, pod: name, what: exclusions.map(({ what }) => what).join('; ') };
}

function cite(group: NonEmpty<Excluding>) {
  return mapNonEmpty(group, ({ pod, exclusions: [{ annotation, value }] }) =>
    citePod(pod, `metadata.annotations["${annotation}"]`, value || '(empty)'),
  );
}

/** Nobody is known to listen on ports that no container declares. */
function isDeclared(port: string, { containers }: PodSpec): boolean {
  return containers.some(({ ports }) => ports.some((declared) => String(declared.port) === port));
}

/** The policy that decides for the pod: that of the workload, else of the namespace, else of the mesh. */
function policyFor(
  pod: PodSpec,
  policies: readonly PeerAuthentication[],
  rootNamespaces: readonly string[],
): PeerAuthentication | undefined {
  const local = policies.filter(({ namespace }) => namespace === pod.namespace);
  return [
    local.find(({ spec }) => spec.selector.size > 0 && matchesLabels(spec.selector, pod.labels)),
    local.find(({ spec }) => spec.selector.size === 0),
    policies.find(({ namespace, spec }) => rootNamespaces.includes(namespace) && spec.selector.size === 0),
  ].find((policy) => policy !== undefined && (policy.spec.mode !== 'UNSET' || policy.spec.portModes.size > 0));
}

/** Modes of single ports are left to whoever wrote them. */
function isStrict(deciding: PeerAuthentication | undefined): boolean {
  return deciding?.spec.mode === 'STRICT' && deciding.spec.portModes.size === 0;
}
