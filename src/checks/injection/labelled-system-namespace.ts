import { citeField } from '../../core/evidence.js';
import { injectionLabel } from '../../model/lookup/injection.js';
import { isKubernetesNamespace } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const injectionLabelledSystemNamespace = defineCheck({
  meta: {
    id: 'injection/labelled-system-namespace',
    title: 'Namespaces of Kubernetes and of the control plane are not labelled for injection',
    severity: 'warning',
    basis: 'declared',
    why: 'For every pod of a labelled namespace the API server asks the injection webhook. In kube-system that ties DNS and networking to istiod, although the injector leaves those pods alone; beside the control plane its tools get a sidecar that cannot start before istiod does.',
    fix: [
      {
        text: 'Remove the label. Gateways in the namespace of the control plane ask for injection with the label sidecar.istio.io/inject=true of their own.',
        command: 'kubectl label namespace {namespace} istio-injection- istio.io/rev-',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
      },
    ],
    decides:
      'The labels of a namespace of Kubernetes (kube-system, kube-public, kube-node-lease) or of one with a control plane ask for injection. The former is a warning, the latter worth knowing.',
  },
  requires: ['namespaces', 'mesh'],
  messages: {
    kubernetes: 'Namespace {namespace} of Kubernetes is labelled {label}',
    controlPlane: 'Namespace {namespace} of the control plane is labelled {label}',
  },
  *run({ namespaces, mesh }) {
    for (const { name, labels, source } of namespaces) {
      const label = injectionLabel(labels);
      const isKubernetes = isKubernetesNamespace(name);
      if (!label || label === 'istio.io/rev=' || !(isKubernetes || mesh.istioNamespaces.includes(name))) continue;
      const [key = '', value = ''] = label.split('=', 2);
      yield {
        messageId: isKubernetes ? 'kubernetes' : 'controlPlane',
        args: { namespace: name, label },
        subject: { kind: 'Namespace', name },
        ...(!isKubernetes && { severity: 'info' as const }),
        evidence: [citeField(source, `metadata.labels["${key}"]`, value)],
      };
    }
  },
});
