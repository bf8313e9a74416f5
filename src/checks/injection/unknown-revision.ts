import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { injectionWebhooks, revisionsOf, selects } from '../../model/lookup/webhooks.js';
import { defineCheck } from '../check.js';

const revisionLabel = 'istio.io/rev';

export const injectionUnknownRevision = defineCheck({
  meta: {
    id: 'injection/unknown-revision',
    title: 'Revisions that namespaces name have an injector',
    severity: 'error',
    basis: 'declared',
    why: 'The label istio.io/rev asks one control plane or tag for injection. When it is gone or misspelt, new pods start without a proxy and nothing complains.',
    fix: [
      {
        text: 'Label the namespace with a revision or tag that exists, or create the tag.',
        command: 'istioctl tag list',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels',
      },
    ],
    decides:
      'No injection webhook selects a pod without labels of its own in the namespace, and none speaks of the revision.',
    falsePositives: [
      'Silent about ambient namespaces, where the label names the control plane of waypoints, and beside istio-injection, which wins.',
      'A webhook that another product manages under another name is not seen.',
    ],
  },
  requires: ['namespaces', 'webhooks'],
  messages: {
    noInjector:
      'Namespace {namespace} asks for revision {revision}, which no injection webhook serves; there are {known}',
  },
  *run({ namespaces, webhooks }) {
    const injectors = injectionWebhooks(webhooks);
    const known = new Set(injectors.flatMap(revisionsOf));
    for (const { name, labels, source } of namespaces) {
      const revision = labels.get(revisionLabel);
      if (!revision || known.has(revision) || labels.has('istio-injection') || !isAnalyzedNamespace(name)) continue;
      if (labels.get('istio.io/dataplane-mode') === 'ambient') continue;
      const namespace = new Map([['kubernetes.io/metadata.name', name], ...labels]);
      if (injectors.some((webhook) => selects(webhook, { namespace, pod: new Map() }))) continue;
      yield {
        messageId: 'noInjector',
        args: { namespace: name, revision, known: [...known].sort().join(', ') || 'no revisions' },
        subject: { kind: 'Namespace', name },
        evidence: [citeField(source, `metadata.labels["${revisionLabel}"]`, revision)],
      };
    }
  },
});
