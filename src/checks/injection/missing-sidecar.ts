import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { Subject } from '../../core/subject.js';
import type { MeshFacts, Namespace, PodSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { asksForSidecar, isSelectedForInjection } from '../../model/lookup/injection.js';
import { hasAll } from '../../model/lookup/known-objects.js';
import { citePod, hasProxy, isFinished, podsByWorkload, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const injectionMissingSidecar = defineCheck({
  meta: {
    id: 'injection/missing-sidecar',
    title: 'Pods that ask for a sidecar have one',
    severity: 'warning',
    basis: 'observed',
    why: 'A pod without a sidecar is outside the mesh: no mutual TLS, no policies, no routing rules. Injection happens only when a pod is created, so that older pods stay without until they are restarted.',
    fix: [
      {
        text: 'If the pods are older than the label, restart the workload.',
        command: 'kubectl rollout restart -n {namespace} deployment/{workload}',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
      {
        text: 'If a revision is named, see that its control plane or tag exists; each has its own webhook.',
        command: 'kubectl get mutatingwebhookconfigurations --show-labels',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/',
      },
    ],
    codes: ['IST0103'],
    decides:
      'Evaluates the labels of pod and namespace as the injector does, and the selectors of the injection webhooks where they are known; namespaces of a revision count too.',
    falsePositives: [
      'Silent about pods that opt out by label or annotation, use the network of their node, are ambient, have ended, or were injected with a template of their own.',
    ],
  },
  requires: ['podSpecs', 'namespaces', 'mesh'],
  uses: ['webhooks'],
  messages: {
    missing: 'Pods of {namespace}/{workload} have no sidecar although {label} asks for one ({count} of {total})',
    noInjector:
      'Pods of {namespace}/{workload} have no sidecar: {label} asks for one, but no injection webhook selects them ({count} of {total})',
  },
  *run({ podSpecs, namespaces, mesh, webhooks }) {
    const byName = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
    const candidates = podSpecs.filter((pod) => !mesh.istioNamespaces.includes(pod.namespace));
    for (const group of podsByWorkload(candidates, mesh)) {
      const live = group.filter((pod) => !isFinished(pod) && pod.deleted === undefined);
      const without = live.flatMap((pod) => lackOf(pod, byName.get(pod.namespace)) ?? []);
      for (const same of groupBy(without, ({ label }) => label).values()) {
        const [{ pod, namespace, label }] = same;
        const selected =
          webhooks === undefined ||
          !hasAll(mesh, 'MutatingWebhookConfiguration') ||
          isSelectedForInjection(pod, namespace, webhooks);
        yield {
          messageId: selected ? 'missing' : 'noInjector',
          args: { namespace: pod.namespace, workload: pod.workload, label, count: same.length, total: live.length },
          subject: subjectOf(pod, mesh),
          // istioctl looks at this label of namespaces only.
          ...(namespace.labels.get('istio-injection') === 'enabled' && { aliases: ['IST0103'] }),
          evidence: [
            ...mapNonEmpty(same, (lack) => citePod(lack.pod, 'spec.containers', containerNames(lack.pod))),
            citeField(namespace.source, 'metadata.labels', istioLabels(namespace)),
          ],
        };
      }
    }
  },
});

/** A pod among manifests is an object of its own. */
function subjectOf(pod: PodSpec, mesh: MeshFacts): Subject {
  const isOwn = mesh.isManifests && pod.owner === undefined;
  return isOwn ? { kind: 'Pod', namespace: pod.namespace, name: pod.name } : workloadSubject(pod);
}

interface Lack {
  pod: PodSpec;
  namespace: Namespace;
  label: string;
}

function lackOf(pod: PodSpec, namespace: Namespace | undefined): Lack | undefined {
  // A status annotation without a sidecar comes from a template of one's own.
  if (namespace === undefined || hasProxy(pod) || pod.annotations.has('sidecar.istio.io/status')) return undefined;
  const label = asksForSidecar(pod, namespace);
  return label === undefined ? undefined : { pod, namespace, label };
}

function containerNames({ containers }: PodSpec): string {
  return containers.map(({ name }) => name).join(', ');
}

function istioLabels({ labels }: Namespace): string {
  return [...labels].flatMap(([key, value]) => (key.includes('istio') ? `${key}=${value}` : [])).join(', ');
}
