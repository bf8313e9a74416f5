import { annotatedObjects, citeAnnotation, hasAnnotated } from '../../model/lookup/annotated-objects.js';
import { isIstioAnnotation } from '../../model/lookup/annotation-names.js';
import { istioAnnotations } from '../../model/lookup/istio-annotations.js';
import { defineCheck } from '../check.js';

export const configurationMisplacedAnnotation = defineCheck({
  meta: {
    id: 'configuration/misplaced-annotation',
    title: 'Annotations of Istio are on objects where Istio reads them',
    severity: 'warning',
    basis: 'declared',
    why: 'Istio reads each annotation from certain kinds of objects only and ignores it elsewhere. What is meant for the proxy belongs on the pod template, not on the Deployment itself.',
    fix: [
      {
        text: 'Move the annotation to where it belongs; for pods of a workload that is spec.template.metadata.annotations.',
        doc: 'https://istio.io/latest/docs/reference/config/annotations/',
      },
    ],
    aliases: ['IST0107'],
    decides:
      'Every annotation of Istio that is known has a list of the kinds it belongs on; an object of another kind carries it. Looks at namespaces, services, pods, Deployments, StatefulSets, DaemonSets and CronJobs.',
    falsePositives: [
      'Silent where the pod template of the workload carries the annotation too, outside of plain manifests: then it has its effect.',
    ],
  },
  requires: ['mesh'],
  uses: ['namespaces', 'serviceSpecs', 'podSpecs', 'workloads'],
  messages: {
    misplaced: '{object} has the annotation {annotation}, which Istio reads from {kinds} only',
  },
  identity: ['annotation'],
  *run(facets, { undecided }) {
    if (!hasAnnotated(facets)) return undecided('no objects with their annotations are in the bundle');
    const { workloads = [], mesh } = facets;
    const templates = new Map(workloads.map((one) => [`${one.kind} ${one.namespace}/${one.name}`, one.podAnnotations]));
    for (const object of annotatedObjects(facets)) {
      const { kind, title, subject, annotations } = object;
      for (const [annotation, value] of annotations) {
        const known = isIstioAnnotation(annotation) ? istioAnnotations.get(annotation) : undefined;
        if (known === undefined || known.until !== undefined) continue;
        if (known.on.includes('Any') || known.on.includes(kind)) continue;
        if (!mesh.isManifests && templates.get(title)?.has(annotation)) continue;
        yield {
          messageId: 'misplaced',
          args: { object: title, annotation, kinds: known.on.join(', ') },
          subject,
          evidence: [citeAnnotation(object, annotation, value)],
        };
      }
    }
  },
});
