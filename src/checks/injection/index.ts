import { injectionConflictingLabels } from './conflicting-labels.js';
import { injectionFailed } from './failed.js';
import { injectionMissingSidecar } from './missing-sidecar.js';

export const injectionChecks = [injectionConflictingLabels, injectionFailed, injectionMissingSidecar] as const;
