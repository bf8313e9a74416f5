import { citeField } from '../../core/evidence.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

/** Kinds of Istio 1.0 to 1.5; istioctl analyze of today looks for them still. */
const removed = new Set([
  'clusterrbacconfigs.rbac.istio.io',
  'rbacconfigs.rbac.istio.io',
  'serviceroles.rbac.istio.io',
  'servicerolebindings.rbac.istio.io',
]);

export const configurationRemovedDefinition = defineCheck({
  meta: {
    id: 'configuration/removed-definition',
    title: 'No kinds are installed that Istio does not read any more',
    severity: 'warning',
    basis: 'declared',
    why: 'While the CustomResourceDefinition is there, the cluster accepts objects of the kind, and nobody enforces them. Access that they restrict is open.',
    fix: [
      {
        text: 'Rewrite what is left as AuthorizationPolicy, then remove the definition.',
        command: 'kubectl get {definition} --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/',
      },
    ],
    aliases: ['IST0002'],
    falsePositives: ['Silent while the oldest control plane is older than 1.6 and reads these kinds.'],
  },
  requires: ['customResourceDefinitions', 'mesh'],
  messages: {
    removed: 'CustomResourceDefinition {definition} is installed, which Istio does not read since 1.6',
  },
  *run({ customResourceDefinitions, mesh }) {
    if ((oldestMinor(mesh) ?? 99) < 6) return;
    for (const { name, source } of customResourceDefinitions) {
      if (!removed.has(name)) continue;
      yield {
        messageId: 'removed',
        args: { definition: name },
        subject: { kind: 'CustomResourceDefinition', name },
        evidence: [citeField(source, 'metadata.name', name)],
      };
    }
  },
});
