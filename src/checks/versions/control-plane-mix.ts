import { mapNonEmpty } from '../../core/non-empty.js';
import { groupBy } from '../../model/lookup/derive.js';
import { compareVersions } from '../../model/lookup/image-version.js';
import { defineCheck } from '../check.js';

export const versionsControlPlaneMix = defineCheck({
  meta: {
    id: 'versions/control-plane-mix',
    title: 'Each revision of the control plane has one version',
    severity: 'warning',
    basis: 'observed',
    why: 'Replicas of different versions configure the same proxy differently, depending on which one it is connected to.',
    fix: [
      {
        text: 'Finish the roll-out of the control plane, or undo it.',
        command: 'kubectl get pods -n istio-system -l app=istiod -L istio.io/rev -o wide',
        doc: 'https://istio.io/latest/docs/setup/upgrade/',
      },
    ],
  },
  requires: ['controlPlaneVersions'],
  messages: {
    mixed: 'Control plane revision {revision} runs {versions} at the same time',
  },
  *run({ controlPlaneVersions }) {
    // The text of istioctl version names no revisions, so that two of them look like one.
    const placed = controlPlaneVersions.filter(({ revision, pod }) => revision !== undefined || pod !== undefined);
    for (const [revision, group] of groupBy(placed, (element) => element.revision ?? 'default')) {
      const versions = [...new Set(group.map(({ version }) => version))].sort(compareVersions);
      if (versions.length < 2) continue;
      yield {
        messageId: 'mixed',
        args: { revision, versions: versions.join(' and ') },
        subject: { kind: 'ControlPlane', name: revision },
        evidence: mapNonEmpty(group, ({ source }) => source),
      };
    }
  },
});
