import { controlPlaneDisconnected } from './disconnected.js';
import { controlPlaneDiscoveryAddress } from './discovery-address.js';
import { controlPlaneNoEndpoints } from './no-endpoints.js';
import { controlPlaneNotReady } from './not-ready.js';
import { controlPlanePushConflicts } from './push-conflicts.js';
import { controlPlaneRemoteCluster } from './remote-cluster.js';
import { controlPlaneRestarts } from './restarts.js';
import { controlPlaneStreamErrors } from './stream-errors.js';
import { controlPlaneWebhookService } from './webhook-service.js';

export const controlPlaneChecks = [
  controlPlaneNoEndpoints,
  controlPlaneNotReady,
  controlPlaneRestarts,
  controlPlaneStreamErrors,
  controlPlaneWebhookService,
  controlPlaneDisconnected,
  controlPlaneDiscoveryAddress,
  controlPlaneRemoteCluster,
  controlPlanePushConflicts,
] as const;
