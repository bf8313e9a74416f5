import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { namespaceNamed } from '../../model/lookup/in-mesh.js';
import { citePod, isFinished, workloadSubject } from '../../model/lookup/pods.js';
import { revisionAskedBy, revisionNamed, revisionOfProxy } from '../../model/lookup/proxy-revision.js';
import { defineCheck } from '../check.js';

export const injectionOtherRevision = defineCheck({
  meta: {
    id: 'injection/other-revision',
    title: 'Pods have a proxy of the revision that their namespace asks for',
    severity: 'warning',
    basis: 'declared',
    why: 'A pod keeps the proxy that it was created with, and its control plane with it. After the namespace was moved to another revision or tag, only new pods follow; the old control plane cannot be removed until all have.',
    fix: [
      {
        text: 'Restart the workload, so that its pods are injected anew.',
        command: 'kubectl rollout restart -n {namespace} deployment/{workload}',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/#data-plane',
      },
    ],
    decides:
      'Compares the revision that the injector noted in the annotations of a pod with the one behind the labels of its namespace, where istio-injection wins and the injection webhooks tell what a tag stands for.',
    falsePositives: [
      'Silent about pods injected before Istio 1.11, which noted no revision, and about revisions that no injection webhook names.',
      'A Pod that was injected by hand with another revision on purpose is told too.',
    ],
  },
  requires: ['podSpecs', 'namespaces', 'webhooks', 'mesh'],
  messages: {
    differs:
      'Pods of {namespace}/{workload} have proxies of revision {actual}, while their namespace asks for {asked} ({count} pods)',
  },
  identity: ['actual'],
  *run({ podSpecs, namespaces, webhooks, mesh }) {
    const others = podSpecs.flatMap((pod) => {
      const actual = revisionOfProxy(pod);
      const namespace = namespaceNamed(namespaces, pod.namespace);
      const asked = namespace && revisionAskedBy(namespace);
      if (actual === undefined || asked === undefined || isFinished(pod) || pod.deleted !== undefined) return [];
      if (!isAnalyzedNamespace(pod.namespace)) return [];
      const expected = revisionNamed(asked, mesh, webhooks);
      // A proxy that names the tag instead of its revision is of that tag.
      if (expected === undefined || actual === expected || actual === asked) return [];
      return { pod, namespace, actual, asked: asked === expected ? asked : `${asked} (revision ${expected})` };
    });
    const groups = groupBy(others, ({ pod, actual }) => JSON.stringify([pod.namespace, pod.workload, actual]));
    for (const group of groups.values()) {
      const [{ pod, namespace, actual, asked }] = group;
      yield {
        messageId: 'differs',
        args: { namespace: pod.namespace, workload: pod.workload, actual, asked, count: group.length },
        subject: workloadSubject(pod),
        evidence: [
          ...mapNonEmpty(group, (one) =>
            citePod(one.pod, 'metadata.annotations["sidecar.istio.io/status"]', `revision ${actual}`),
          ),
          ...(namespace === undefined ? [] : [citeField(namespace.source, 'metadata.labels', `asks for ${asked}`)]),
        ],
      };
    }
  },
});
