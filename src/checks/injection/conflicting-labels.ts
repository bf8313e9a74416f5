import { citeField } from '../../core/evidence.js';
import { defineCheck } from '../check.js';

export const injectionConflictingLabels = defineCheck({
  meta: {
    id: 'injection/conflicting-labels',
    title: 'Namespaces say in one way who proxies their pods',
    severity: 'warning',
    basis: 'declared',
    why: 'istio-injection wins over istio.io/rev: the revision is ignored, and after an upgrade the pods still get the old proxy. Beside ambient mode it gives pods a sidecar that ztunnel then passes by.',
    fix: [
      {
        text: 'Keep one label. To move to a revision, remove the other.',
        command: 'kubectl label namespace {namespace} istio-injection-',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/',
      },
    ],
    aliases: ['IST0123'],
  },
  requires: ['namespaces'],
  messages: {
    revision: 'Namespace {namespace} is labelled istio-injection=enabled, which overrides its istio.io/rev={revision}',
    ambient: 'Namespace {namespace} is labelled both for sidecars (istio-injection=enabled) and for ambient mode',
  },
  *run({ namespaces }) {
    for (const { name, labels, source } of namespaces) {
      if (labels.get('istio-injection') !== 'enabled') continue;
      const subject = { kind: 'Namespace', name };
      const revision = labels.get('istio.io/rev');
      // Injection without a revision means the default one.
      if (revision !== undefined && revision !== 'default') {
        yield {
          messageId: 'revision',
          args: { namespace: name, revision },
          subject,
          evidence: [citeField(source, 'metadata.labels["istio.io/rev"]', revision)],
        };
      }
      if (labels.get('istio.io/dataplane-mode') === 'ambient') {
        yield {
          messageId: 'ambient',
          args: { namespace: name },
          subject,
          evidence: [citeField(source, 'metadata.labels["istio.io/dataplane-mode"]', 'ambient')],
        };
      }
    }
  },
});
