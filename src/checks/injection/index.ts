import { injectionConflictingLabels } from './conflicting-labels.js';
import { injectionFailed } from './failed.js';
import { injectionImageAuto } from './image-auto.js';
import { injectionMissingSidecar } from './missing-sidecar.js';
import { injectionOverlappingWebhooks } from './overlapping-webhooks.js';
import { injectionProxyImage } from './proxy-image.js';
import { injectionProxyUser } from './proxy-user.js';
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
] as const;
