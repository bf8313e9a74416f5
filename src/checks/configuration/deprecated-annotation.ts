import { annotatedObjects, citeAnnotation, hasAnnotated } from '../../model/lookup/annotated-objects.js';
import { isIstioAnnotation } from '../../model/lookup/annotation-names.js';
import { istioAnnotations } from '../../model/lookup/istio-annotations.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

const injectName = 'sidecar.istio.io/inject';

export const configurationDeprecatedAnnotation = defineCheck({
  meta: {
    id: 'configuration/deprecated-annotation',
    title: 'No annotation is in use that Istio deprecates',
    severity: 'info',
    basis: 'declared',
    why: 'A deprecated annotation still works and goes away with a later release.',
    fix: [
      {
        text: 'Replace it: sidecar.istio.io/inject by the label of that name, settings of the proxy by proxy.istio.io/config.',
        doc: 'https://istio.io/latest/docs/reference/config/annotations/',
      },
    ],
    aliases: ['IST0135'],
    decides: 'Looks annotations up in the lists of Istio 1.9 to 1.30, which mark the deprecated ones.',
    falsePositives: [
      'Silent while the oldest control plane is of a release that does not deprecate the annotation yet.',
      'Silent about the annotation sidecar.istio.io/inject where the label of that name is there too.',
    ],
  },
  requires: ['mesh'],
  uses: ['namespaces', 'serviceSpecs', 'podSpecs', 'workloads'],
  messages: {
    deprecated: '{object} has the annotation {annotation}, which is deprecated since Istio 1.{since}',
  },
  identity: ['annotation'],
  *run(facets, { undecided }) {
    if (!hasAnnotated(facets)) return undecided('no objects with their annotations are in the bundle');
    const minor = oldestMinor(facets.mesh) ?? Number.POSITIVE_INFINITY;
    for (const object of annotatedObjects(facets)) {
      const { title, subject, labels, annotations } = object;
      for (const [annotation, value] of annotations) {
        const known = isIstioAnnotation(annotation) ? istioAnnotations.get(annotation) : undefined;
        if (known?.deprecated === undefined || known.until !== undefined || known.deprecated > minor) continue;
        if (annotation === injectName && labels.has(injectName)) continue;
        yield {
          messageId: 'deprecated',
          args: { object: title, annotation, since: known.deprecated },
          subject,
          evidence: [citeAnnotation(object, annotation, value)],
        };
      }
    }
  },
});
