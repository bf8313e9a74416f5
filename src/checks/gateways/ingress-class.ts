import { citeField } from '../../core/evidence.js';
import type { Ingress, MeshConfig } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

/** The class that the documentation of Istio gives to its own controller. */
const istioClass = 'istio';

export const gatewaysIngressClass = defineCheck({
  meta: {
    id: 'gateways/ingress-class',
    title: 'Ingresses for Istio are of the class that istiod serves',
    severity: 'warning',
    basis: 'declared',
    why: 'istiod makes routes of the Ingresses of its class only, and of none when ingressControllerMode is OFF. The gateway answers 404 for the others.',
    fix: [
      {
        text: 'Give the Ingress the class of the mesh configuration, or set ingressControllerMode and ingressClass there.',
        command: 'kubectl get configmap -n istio-system istio -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-IngressControllerMode',
      },
    ],
    decides:
      'An Ingress has the class istio, or the one of the mesh configuration, while ingressControllerMode is OFF; or the annotation kubernetes.io/ingress.class says istio and the mesh configuration another class.',
    falsePositives: [
      'Silent about Ingresses of other classes and without one: they are for another controller, or for none.',
      'Another controller may serve a class of the name istio.',
    ],
  },
  requires: ['meshConfig'],
  uses: ['ingresses'],
  messages: {
    off: 'Ingress {namespace}/{name} is of class {class}, while ingressControllerMode is OFF: istiod serves no Ingress',
    otherClass: 'Ingress {namespace}/{name} is of class {class}, while istiod serves class {served}',
  },
  applies({ meshConfig: { ingressControllerMode, ingressClass = istioClass } }) {
    const isUsual = ingressControllerMode !== 'OFF' && ingressClass === istioClass;
    return !isUsual || `istiod serves the Ingresses of class ${istioClass}`;
  },
  *run({ meshConfig, ingresses }, { undecided }) {
    if (ingresses === undefined) {
      undecided('the bundle has no Ingresses');
      return;
    }
    for (const ingress of ingresses) {
      const { namespace, name, source, className = '', annotatedClass } = ingress;
      const messageId = isAnalyzedNamespace(namespace) ? faultOf(ingress, meshConfig) : undefined;
      if (messageId === undefined) continue;
      const { ingressClass = istioClass, ingressControllerMode = '' } = meshConfig;
      yield {
        messageId,
        args: { namespace, name, class: annotatedClass ?? className, served: ingressClass },
        subject: { kind: 'Ingress', namespace, name },
        evidence: [
          annotatedClass === undefined
            ? citeField(source, 'spec.ingressClassName', className)
            : citeField(source, 'metadata.annotations["kubernetes.io/ingress.class"]', annotatedClass),
          citeField(
            meshConfig.source,
            messageId === 'off' ? 'ingressControllerMode' : 'ingressClass',
            messageId === 'off' ? ingressControllerMode : ingressClass,
          ),
        ],
      };
    }
  },
});

function faultOf(
  { className, annotatedClass }: Ingress,
  { ingressControllerMode, ingressClass = istioClass }: MeshConfig,
): 'off' | 'otherClass' | undefined {
  const asked = annotatedClass ?? className;
  if (asked === undefined) return undefined;
  if (ingressControllerMode === 'OFF') return asked === istioClass || asked === ingressClass ? 'off' : undefined;
  return annotatedClass === istioClass && ingressClass !== istioClass ? 'otherClass' : undefined;
}
