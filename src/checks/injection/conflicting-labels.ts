import { citeField, type Evidence } from '../../core/evidence.js';
import type { Labels, Namespace, PodSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { citePod, isFinished } from '../../model/lookup/pods.js';
import { revisionOfProxy } from '../../model/lookup/proxy-revision.js';
import { defineCheck, type Finding } from '../check.js';

const revisionLabel = 'istio.io/rev';
const modeLabel = 'istio.io/dataplane-mode';

export const injectionConflictingLabels = defineCheck({
  meta: {
    id: 'injection/conflicting-labels',
    title: 'Namespaces say in one way who proxies their pods',
    severity: 'warning',
    basis: 'declared',
    why: 'istio-injection wins over istio.io/rev: the revision is ignored, and after an upgrade the pods still get the old proxy. Beside ambient mode a label for sidecars gives pods a sidecar that ztunnel then passes by.',
    fix: [
      {
        text: 'Keep one label. To move to a revision, remove the other.',
        command: 'kubectl label namespace {namespace} {label}-',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/',
      },
    ],
    aliases: ['IST0123'],
    decides:
      'Counts istio-injection, istio.io/rev and istio.io/dataplane-mode; the latter two do not count beside an istio-injection that is not enabled. Pods whose proxy is of another revision than the one that is ignored show what the labels come to.',
    falsePositives: [
      'Outside of manifests silent about istio-injection=enabled beside istio.io/rev=default, which mean the same, and about a revision in an ambient namespace, which names the control plane of its waypoints.',
    ],
  },
  requires: ['namespaces'],
  uses: ['mesh', 'podSpecs'],
  messages: {
    revision: 'Namespace {namespace} is labelled istio-injection=enabled, which overrides its istio.io/rev={revision}',
    ambient: 'Namespace {namespace} is labelled both for sidecars (istio-injection=enabled) and for ambient mode',
    revisionAndMode:
      'Namespace {namespace} is labelled both istio.io/rev={revision} and istio.io/dataplane-mode={mode}',
  },
  *run({ namespaces, mesh, podSpecs = [] }) {
    for (const namespace of namespaces) {
      // istioctl leaves out the namespace that it takes for the control plane's.
      if (!isAnalyzedNamespace(namespace.name) || namespace.name === 'istio-system') continue;
      yield* conflictsOf(namespace, podSpecs, mesh?.isManifests ?? false);
    }
  },
});

type Message = 'revision' | 'ambient' | 'revisionAndMode';

function* conflictsOf(
  { name, labels, source }: Namespace,
  podSpecs: readonly PodSpec[],
  isManifests: boolean,
): Generator<Finding<Message>> {
  const { injection, revision, mode } = labelsOf(labels);
  const about = (messageId: Message, label: string, value: string): Finding<Message> => ({
    messageId,
    args: { namespace: name, label, revision: revision ?? '', mode: mode ?? '' },
    subject: { kind: 'Namespace', name },
    evidence: [citeField(source, `metadata.labels["${label}"]`, value)],
  });
  if (injection !== undefined) {
    if (injection !== 'enabled') return;
    if (revision !== undefined && (isManifests || revision !== 'default')) {
      const finding = about('revision', revisionLabel, revision);
      yield { ...finding, evidence: [...finding.evidence, ...ofOtherRevision(podSpecs, name, revision)] };
    }
    if (mode !== undefined && (isManifests || mode === 'ambient')) yield about('ambient', modeLabel, mode);
    return;
  }
  if (isManifests && revision !== undefined && mode !== undefined) yield about('revisionAndMode', modeLabel, mode);
}

/** One pod of each revision that the namespace does not name. */
function ofOtherRevision(podSpecs: readonly PodSpec[], namespace: string, named: string): readonly Evidence[] {
  const examples = new Map<string, PodSpec>();
  for (const pod of podSpecs) {
    const revision = pod.namespace === namespace && !isFinished(pod) ? revisionOfProxy(pod) : undefined;
    if (revision !== undefined && revision !== named && !examples.has(revision)) examples.set(revision, pod);
  }
  return [...examples].map(([revision, pod]) =>
    citePod(pod, 'metadata.annotations["sidecar.istio.io/status"]', `revision ${revision}`),
  );
}

function labelsOf(labels: Labels) {
  return {
    injection: labels.get('istio-injection'),
    revision: labels.get(revisionLabel),
    mode: labels.get(modeLabel),
  };
}
