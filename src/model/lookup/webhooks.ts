import type { Subject } from '../../core/subject.js';
import type { LabelSelector, Labels, Namespace, PodSpec, Webhook, Workload } from '../facets.js';
import { groupBy } from './derive.js';
import { matchesSelector } from './selector.js';

const revisionLabel = 'istio.io/rev';

export function webhookSubject({ type, configuration }: Webhook): Subject {
  const kind = type === 'mutating' ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration';
  return { kind, name: configuration };
}

/** Webhooks of mutating configurations that are Istio's by the name of one of them, or that speak of a revision. */
export function injectionWebhooks(webhooks: readonly Webhook[]): readonly Webhook[] {
  const mutating = webhooks.filter(({ type }) => type === 'mutating');
  return [...groupBy(mutating, ({ configuration }) => configuration).values()].flatMap((own) =>
    own.some(({ name }) => name.endsWith('istio.io')) || own.some((webhook) => revisionsOf(webhook).length > 0)
      ? own
      : [],
  );
}

/** Revisions and tags that a webhook speaks of, in the labels of its configuration and in its selectors. */
export function revisionsOf({ labels, namespaceSelector, objectSelector }: Webhook): readonly string[] {
  const own = labels?.get(revisionLabel);
  return [...(own === undefined ? [] : [own]), ...[namespaceSelector, objectSelector].flatMap(revisionsIn)];
}

function revisionsIn({ matchLabels, matchExpressions }: LabelSelector): readonly string[] {
  const exact = matchLabels.get(revisionLabel);
  const listed = matchExpressions.flatMap(({ key, values }) => (key === revisionLabel ? values : []));
  return [...(exact === undefined ? [] : [exact]), ...listed];
}

/** Labels of a namespace, and of a pod in it. */
export interface LabelPair {
  namespace: Labels;
  pod: Labels;
}

export function selects({ namespaceSelector, objectSelector }: Webhook, { namespace, pod }: LabelPair): boolean {
  return matchesSelector(namespaceSelector, namespace) && matchesSelector(objectSelector, pod);
}

/** Every combination of labels about injection that could be given, as istioctl tries them. */
export function possibleLabels(webhooks: readonly Webhook[]): readonly LabelPair[] {
  const revisions = [undefined, ...new Set(webhooks.flatMap(revisionsOf))];
  const combined = (key: string, values: readonly (string | undefined)[]) =>
    revisions.flatMap((revision) =>
      values.map(
        (value) =>
          new Map([
            ...(value === undefined ? [] : [[key, value] as const]),
            ...(revision === undefined ? [] : [[revisionLabel, revision] as const]),
          ]),
      ),
    );
  const pods = combined('sidecar.istio.io/inject', [undefined, 'true', 'false']);
  return combined('istio-injection', [undefined, 'enabled', 'disabled']).flatMap((namespace) =>
    pods.map((pod) => ({ namespace, pod })),
  );
}

/** The combinations that pods and workloads of the cluster have. */
export function actualLabels(
  namespaces: readonly Namespace[],
  podSpecs: readonly PodSpec[],
  workloads: readonly Workload[],
): readonly LabelPair[] {
  const byName = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
  const pods = [
    ...podSpecs.map(({ namespace, labels }) => ({ namespace, labels })),
    ...workloads.map(({ namespace, podLabels }) => ({ namespace, labels: podLabels })),
  ];
  return pods.flatMap(({ namespace, labels }) => {
    const own = byName.get(namespace);
    // Every namespace has its name among its labels (Kubernetes 1.21).
    return own === undefined
      ? []
      : [{ namespace: new Map([['kubernetes.io/metadata.name', own.name], ...own.labels]), pod: labels }];
  });
}
