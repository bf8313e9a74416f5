import { controlPlaneNoEndpoints } from './no-endpoints.js';
import { controlPlaneNotReady } from './not-ready.js';
import { controlPlaneRestarts } from './restarts.js';
import { controlPlaneStreamErrors } from './stream-errors.js';
import { controlPlaneWebhookService } from './webhook-service.js';

export const controlPlaneChecks = [
  controlPlaneNoEndpoints,
  controlPlaneNotReady,
  controlPlaneRestarts,
  controlPlaneStreamErrors,
  controlPlaneWebhookService,
] as const;
