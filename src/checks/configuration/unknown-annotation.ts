import { annotatedObjects, citeAnnotation, hasAnnotated } from '../../model/lookup/annotated-objects.js';
import { isCurrentAnnotation, isIstioAnnotation, meantAnnotation } from '../../model/lookup/annotation-names.js';
import { istioAnnotations, istioLabels } from '../../model/lookup/istio-annotations.js';
import { defineCheck } from '../check.js';

export const configurationUnknownAnnotation = defineCheck({
  meta: {
    id: 'configuration/unknown-annotation',
    title: 'Annotations of Istio have names that Istio knows',
    severity: 'warning',
    basis: 'declared',
    why: 'Istio ignores an annotation whose name it does not know, without a word: what it was meant to set keeps its default.',
    fix: [
      {
        text: 'Correct the name, or remove the annotation.',
        doc: 'https://istio.io/latest/docs/reference/config/annotations/',
      },
    ],
    aliases: ['IST0108'],
    decides:
      'Names below istio.io are compared with the list of Istio 1.30, on namespaces, services, pods and workloads. Outside of plain manifests only near misses count: two characters at most, capitals, a wrong prefix, or a label that was written as an annotation.',
    falsePositives: [
      'Silent in bundles about names that resemble no known one: they are of newer releases, of other tools or of your own.',
      'Silent in bundles about annotations that an earlier release had.',
    ],
  },
  requires: ['mesh'],
  uses: ['namespaces', 'serviceSpecs', 'podSpecs', 'workloads'],
  messages: {
    misspelt: '{object} has the annotation {annotation}, which Istio does not know: {meant} is probably meant',
    label: '{object} has the annotation {annotation}, which Istio reads from labels only',
    removed: '{object} has the annotation {annotation}, which Istio does not read any more since 1.{after}',
    unknown: '{object} has the annotation {annotation}, which Istio does not know',
  },
  identity: ['annotation'],
  *run(facets, { undecided }) {
    if (!hasAnnotated(facets)) return undecided('no objects with their annotations are in the bundle');
    for (const object of annotatedObjects(facets)) {
      const { title, subject, annotations } = object;
      for (const [annotation, value] of annotations) {
        if (!isIstioAnnotation(annotation) || isCurrentAnnotation(annotation)) continue;
        const { messageId, args } = verdict(annotation);
        // Whoever runs istioctl over manifests is told every name; a cluster has those of other tools too.
        if (!facets.mesh.isManifests && (messageId === 'unknown' || messageId === 'removed')) continue;
        yield {
          messageId,
          args: { object: title, annotation, ...args },
          subject,
          evidence: [citeAnnotation(object, annotation, value)],
        };
      }
    }
  },
});

function verdict(annotation: string) {
  const until = istioAnnotations.get(annotation)?.until;
  if (until !== undefined) return { messageId: 'removed', args: { after: until + 1 } } as const;
  if (istioLabels.has(annotation)) return { messageId: 'label', args: {} } as const;
  const meant = meantAnnotation(annotation);
  return meant === undefined
    ? ({ messageId: 'unknown', args: {} } as const)
    : ({ messageId: 'misspelt', args: { meant } } as const);
}
