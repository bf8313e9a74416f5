import { mapNonEmpty } from '../../core/non-empty.js';
import { servesProxies } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { citePod, isFinished } from '../../model/lookup/pods.js';
import { revisionOfProxy } from '../../model/lookup/proxy-revision.js';
import { defineCheck } from '../check.js';

export const versionsMissingControlPlane = defineCheck({
  meta: {
    id: 'versions/missing-control-plane',
    title: 'The revision of every proxy has a control plane',
    severity: 'error',
    why: 'A proxy keeps the address of the control plane that it was injected for. When that revision is gone, its configuration stays as it was, and its certificate is not renewed.',
    fix: [
      {
        text: 'Restart the workloads under a revision that runs, or bring the control plane of the revision back until they are.',
        command: 'istioctl proxy-status',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/#uninstall-old-control-plane',
      },
    ],
    decides:
      'No pod of istiod carries the revision, as label istio.io/rev, that the injector noted in the annotations of pods.',
    falsePositives: [
      'Silent about proxies that the control plane says it is connected to, and where the bundle has no pod of istiod at all: the control plane is then in another cluster.',
      'Silent about pods injected before Istio 1.11, which noted no revision.',
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: ['connectedProxies'],
  messages: {
    gone: 'Proxies of {count} pods are of revision {revision}, which has no control plane; there is one for {running}',
  },
  *run({ podSpecs, mesh, connectedProxies }, { undecided }) {
    const controlPlanes = podSpecs.filter((pod) => servesProxies(pod) && !isFinished(pod));
    if (controlPlanes.length === 0) return;
    const running = new Set(controlPlanes.map(({ labels }) => labels.get('istio.io/rev') ?? 'default'));
    const orphans = podSpecs.flatMap((pod) => {
      const revision = revisionOfProxy(pod);
      const isServed = connectedProxies?.pods.has(`${pod.namespace}/${pod.name}`) === true;
      if (revision === undefined || running.has(revision) || isServed || isFinished(pod)) return [];
      return { pod, revision };
    });
    for (const [revision, group] of groupBy(orphans, (orphan) => orphan.revision)) {
      if (!hasAll(mesh, 'Pod')) {
        undecided(notGathered('pod', `a control plane of revision ${revision}`));
        continue;
      }
      yield {
        messageId: 'gone',
        args: { revision, count: group.length, running: [...running].sort().join(', ') },
        subject: { kind: 'ControlPlane', name: revision },
        evidence: mapNonEmpty(group, ({ pod }) =>
          citePod(pod, 'metadata.annotations["sidecar.istio.io/status"]', `revision ${revision}`),
        ),
      };
    }
  },
});
