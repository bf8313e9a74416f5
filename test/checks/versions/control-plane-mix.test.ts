import { versionsControlPlaneMix } from '../../../src/checks/versions/control-plane-mix.js';
import { describeCheck } from '../../helpers/check.js';
import { controlPlaneVersion } from '../../helpers/facets/sync.js';

const { revision: _, pod: __, ...reported } = controlPlaneVersion();

describeCheck(versionsControlPlaneMix, {
  silent: {
    'one version': { controlPlaneVersions: [controlPlaneVersion(), controlPlaneVersion()] },
    'two revisions, each with its version': {
      controlPlaneVersions: [controlPlaneVersion(), controlPlaneVersion({ version: '1.28.0', revision: 'canary' })],
    },
    'a report that names no revisions': {
      controlPlaneVersions: [reported, { ...reported, version: '1.28.0' }],
    },
  },
  fires: {
    'two versions in one revision': {
      given: { controlPlaneVersions: [controlPlaneVersion({ version: '1.28.0' }), controlPlaneVersion()] },
      expect: [
        {
          messageId: 'mixed',
          subject: 'ControlPlane default',
          args: { revision: 'default', versions: '1.27.3 and 1.28.0' },
          evidence: 2,
        },
      ],
    },
  },
});
