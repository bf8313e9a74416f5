import { citeField } from '../../core/evidence.js';
import type { Labels, Webhook } from '../../model/facets.js';
import {
  actualLabels,
  injectionWebhooks,
  type LabelPair,
  possibleLabels,
  selects,
  webhookSubject,
} from '../../model/lookup/webhooks.js';
import { defineCheck } from '../check.js';

export const injectionOverlappingWebhooks = defineCheck({
  meta: {
    id: 'injection/overlapping-webhooks',
    title: 'One injection webhook at most selects a pod',
    severity: 'error',
    basis: 'declared',
    why: 'Two injectors that select the same pod both change it: which proxy it gets, and of which revision, is a matter of their order.',
    fix: [
      {
        text: 'Delete the webhook configuration of the control plane or tag that is gone, or give its webhooks selectors of their own.',
        command: 'kubectl get mutatingwebhookconfigurations --show-labels',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/',
      },
    ],
    aliases: ['IST0139'],
    decides:
      'Evaluates the selectors of all injection webhooks. For manifests it tries every combination of injection labels, as istioctl does; in a bundle the labels of the pods, workloads and namespaces that are there.',
  },
  requires: ['webhooks', 'mesh'],
  uses: ['namespaces', 'podSpecs', 'workloads'],
  messages: {
    overlap: 'Injection webhook {webhook} of {configuration} selects the same pods as {others}',
  },
  identity: ['webhook'],
  *run({ webhooks, mesh, namespaces, podSpecs = [], workloads = [] }, { undecided }) {
    const injectors = injectionWebhooks(webhooks);
    if (injectors.length < 2) return;
    if (!mesh.isManifests && namespaces === undefined) {
      undecided('the bundle has no namespaces, whose labels the webhooks select by');
      return;
    }
    const pairs = mesh.isManifests ? possibleLabels(injectors) : actualLabels(namespaces ?? [], podSpecs, workloads);
    const overlaps = new Map<Webhook, { others: Set<Webhook>; pair: LabelPair }>();
    for (const pair of distinct(pairs, injectors)) {
      const selecting = injectors.filter((webhook) => selects(webhook, pair));
      for (const webhook of selecting) {
        const others = selecting.filter((other) => other !== webhook);
        if (others.length === 0) continue;
        const known = overlaps.get(webhook) ?? { others: new Set(), pair };
        for (const other of others) known.others.add(other);
        overlaps.set(webhook, known);
      }
    }
    for (const [webhook, { others, pair }] of overlaps) {
      const { configuration, name, field = '', source } = webhook;
      yield {
        messageId: 'overlap',
        args: { webhook: name, configuration, others: [...others].map(nameOf).sort().join(', ') },
        subject: webhookSubject(webhook),
        detail: `For example a pod with ${labelText(pair.pod)} in a namespace with ${labelText(pair.namespace)}.`,
        evidence: [
          citeField(source, `${field}.namespaceSelector`, name),
          ...[...others].map((other) => citeField(other.source, `${other.field ?? ''}.namespaceSelector`, other.name)),
        ],
      };
    }
  },
});

/** Labels that no selector speaks of make no difference. */
function distinct(pairs: readonly LabelPair[], webhooks: readonly Webhook[]): Iterable<LabelPair> {
  const keys = new Set(
    webhooks.flatMap(({ namespaceSelector, objectSelector }) =>
      [namespaceSelector, objectSelector].flatMap(({ matchLabels, matchExpressions }) => [
        ...matchLabels.keys(),
        ...matchExpressions.map(({ key }) => key),
      ]),
    ),
  );
  const relevant = (labels: Labels) => new Map([...labels].filter(([key]) => keys.has(key)));
  const found = new Map<string, LabelPair>();
  for (const { namespace, pod } of pairs) {
    const pair = { namespace: relevant(namespace), pod: relevant(pod) };
    found.set(JSON.stringify([[...pair.namespace].sort(), [...pair.pod].sort()]), pair);
  }
  return found.values();
}

function nameOf({ configuration, name }: Webhook): string {
  return `${configuration}/${name}`;
}

function labelText(labels: Labels): string {
  return [...labels].map(([key, value]) => `${key}=${value}`).join(', ') || 'no injection labels';
}
