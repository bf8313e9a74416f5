import { citeField } from '../../core/evidence.js';
import type { Namespace, Webhook, Workload } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { namespaceNamed } from '../../model/lookup/in-mesh.js';
import { proxyContainer } from '../../model/lookup/pods.js';
import { matchesSelector } from '../../model/lookup/selector.js';
import { defineCheck } from '../check.js';

export const injectionImageAuto = defineCheck({
  meta: {
    id: 'injection/image-auto',
    title: 'Containers with image auto are injected',
    severity: 'warning',
    basis: 'declared',
    why: 'The image "auto" stands for the proxy that the injector fills in. Without injection no such image can be pulled, and the pod never starts.',
    fix: [
      {
        text: 'Label the namespace or the pod template so that an injection webhook selects it, and create the pods anew.',
        command: 'kubectl get mutatingwebhookconfigurations -o yaml',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway',
      },
    ],
    codes: ['IST0146', 'IST0147'],
    decides:
      'A pod with a container istio-proxy of image auto was not injected. A pod template with one has to be selected by a mutating webhook whose name ends in istio.io.',
  },
  requires: ['workloads', 'webhooks'],
  uses: ['podSpecs', 'namespaces'],
  messages: {
    pod: 'Pod {namespace}/{name} has the proxy image "auto", which no injector replaced',
    template: 'Pods of {kind} {namespace}/{name} have the proxy image "auto", but no injection webhook selects them',
  },
  *run({ workloads, webhooks, podSpecs = [], namespaces = [] }) {
    for (const { namespace, name, containers, source } of podSpecs) {
      const proxy = containers.find((one) => one.kind === 'app' && isAuto(one));
      if (proxy === undefined || !isAnalyzedNamespace(namespace)) continue;
      yield {
        messageId: 'pod',
        args: { namespace, name },
        subject: { kind: 'Pod', namespace, name },
        severity: 'error',
        aliases: ['IST0147'],
        evidence: [citeField(source, 'spec.containers[istio-proxy].image', 'auto')],
      };
    }
    for (const workload of workloads) {
      const { kind, namespace, name, containers = [], source } = workload;
      const proxy = containers.find((one) => one.kind === 'app' && isAuto(one));
      if (proxy === undefined || !isAnalyzedNamespace(namespace)) continue;
      if (isSelected(workload, webhooks, namespaceNamed(namespaces, namespace))) continue;
      yield {
        messageId: 'template',
        args: { kind, namespace, name },
        subject: { kind, namespace, name },
        aliases: ['IST0146'],
        evidence: [citeField(source, `${proxy.field}.image`, 'auto')],
      };
    }
  },
});

function isAuto({ name, image }: { name: string; image?: string }): boolean {
  return name === proxyContainer && image === 'auto';
}

/** Every namespace has its name among its labels (Kubernetes 1.21). */
function isSelected(workload: Workload, webhooks: readonly Webhook[], namespace: Namespace | undefined): boolean {
  const labels = new Map([['kubernetes.io/metadata.name', workload.namespace], ...(namespace?.labels ?? [])]);
  return webhooks.some(
    ({ type, name, namespaceSelector, objectSelector }) =>
      type === 'mutating' &&
      name.endsWith('istio.io') &&
      matchesSelector(namespaceSelector, labels) &&
      matchesSelector(objectSelector, workload.podLabels),
  );
}
