import { injectionConflictingLabels } from './conflicting-labels.js';
import { injectionFailed } from './failed.js';
import { injectionImageAuto } from './image-auto.js';
import { injectionLabelledSystemNamespace } from './labelled-system-namespace.js';
import { injectionMissingSidecar } from './missing-sidecar.js';
import { injectionOtherRevision } from './other-revision.js';
import { injectionOverlappingWebhooks } from './overlapping-webhooks.js';
import { injectionProxyImage } from './proxy-image.js';
import { injectionProxyUser } from './proxy-user.js';
import { injectionReservedPort } from './reserved-port.js';
import { injectionUnfinishedJob } from './unfinished-job.js';
import { injectionUnknownRevision } from './unknown-revision.js';
import { injectionUnlabelledNamespace } from './unlabelled-namespace.js';

export const injectionChecks = [
  injectionConflictingLabels,
  injectionFailed,
  injectionImageAuto,
  injectionMissingSidecar,
  injectionOverlappingWebhooks,
  injectionProxyImage,
  injectionProxyUser,
  injectionUnknownRevision,
  injectionUnlabelledNamespace,
  injectionLabelledSystemNamespace,
  injectionOtherRevision,
  injectionReservedPort,
  injectionUnfinishedJob,
] as const;
