import { annotatedObjects, citeAnnotation, hasAnnotated, podTemplates } from '../../model/lookup/annotated-objects.js';
import { annotationProblem } from '../../model/lookup/annotation-values.js';
import { istioAnnotations } from '../../model/lookup/istio-annotations.js';
import { defineCheck } from '../check.js';

export const configurationInvalidAnnotation = defineCheck({
  meta: {
    id: 'configuration/invalid-annotation',
    title: 'Annotations of Istio have values that the injector accepts',
    severity: 'warning',
    basis: 'declared',
    why: 'The injector refuses a pod with such a value, so that no new pod of the workload starts.',
    fix: [
      {
        text: 'Correct the value on the pod template; the reference says what each annotation takes.',
        doc: 'https://istio.io/latest/docs/reference/config/annotations/',
      },
      { text: 'Events of the ReplicaSet tell whether injection failed.', command: 'kubectl get events -n {namespace}' },
    ],
    aliases: ['IST0125'],
    decides:
      'Values of ports, address ranges, interfaces, numbers, flags, resource quantities and of proxy.istio.io/config are held against the rules of the injector, on pods, and on pod templates of workloads that have no pod.',
    falsePositives: ['Of proxy.istio.io/config only numbers at the top level and the shape are looked at.'],
  },
  requires: ['mesh'],
  uses: ['namespaces', 'serviceSpecs', 'podSpecs', 'workloads'],
  messages: {
    invalid: '{object} has the annotation {annotation} with a value that is not valid: {problem}',
  },
  identity: ['annotation'],
  *run(facets, { undecided }) {
    if (!hasAnnotated(facets)) return undecided('no objects with their annotations are in the bundle');
    for (const objects of [annotatedObjects(facets), podTemplates(facets)]) {
      for (const object of objects) {
        const { kind, title, subject, annotations } = object;
        for (const [annotation, value] of annotations) {
          // Elsewhere nobody reads it: configuration/misplaced-annotation says so.
          if (!istioAnnotations.get(annotation)?.on.includes(kind)) continue;
          const problem = annotationProblem(annotation, value);
          if (problem === undefined) continue;
          yield {
            messageId: 'invalid',
            args: { object: title, annotation, problem, namespace: subject.namespace ?? subject.name },
            subject,
            evidence: [citeAnnotation(object, annotation, value)],
          };
        }
      }
    }
  },
});
