import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { groupBy } from '../../model/lookup/derive.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

export const configurationMixerObject = defineCheck({
  meta: {
    id: 'configuration/mixer-object',
    title: 'No objects for Mixer are left',
    severity: 'warning',
    basis: 'declared',
    why: 'Mixer is deprecated since Istio 1.5 and gone with 1.8. Rate limits, checks and reports that these objects set up are not in force without it.',
    fix: [
      {
        text: 'Replace what is still wanted: Telemetry for metrics and logs, AuthorizationPolicy for checks, an EnvoyFilter for rate limits. Then remove the objects.',
        command: 'kubectl get {kind} --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/telemetry/',
      },
    ],
    aliases: ['IST0002'],
    decides: 'Objects of config.istio.io exist, and the control plane is of 1.7 or later.',
    falsePositives: ['Silent while the oldest control plane is older than 1.7, which reports nothing about them.'],
  },
  requires: ['mixerObjects', 'mesh'],
  messages: {
    object: '{kind} {namespace}/{name} is for Mixer, which is deprecated in Istio 1.7 and gone since 1.8',
    objects: '{count} objects of kind {kind} are for Mixer, which is deprecated in Istio 1.7 and gone since 1.8',
  },
  identity: ['kind'],
  *run({ mixerObjects, mesh }, { undecided }) {
    const minor = oldestMinor(mesh);
    if (minor === undefined && !mesh.isManifests && mixerObjects.length > 0) {
      return undecided('the version of the control plane is not known');
    }
    if ((minor ?? 99) < 7) return;
    for (const [kind, same] of groupBy(mixerObjects, (object) => object.kind)) {
      if (!mesh.isManifests) {
        // An installation brought dozens of each kind.
        yield {
          messageId: 'objects',
          args: { kind, count: same.length },
          subject: { kind: 'Mesh', name: 'mesh' },
          evidence: mapNonEmpty(same, ({ source, name }) => citeField(source, 'metadata.name', name)),
        };
        continue;
      }
      for (const { namespace, name, source } of same) {
        yield {
          messageId: 'object',
          args: { kind, namespace, name },
          subject: { kind, namespace, name },
          evidence: [citeField(source, 'metadata.name', name)],
        };
      }
    }
  },
});
