import { controlPlaneDisconnected } from './disconnected.js';
import { controlPlaneDiscoveryAddress } from './discovery-address.js';
import { controlPlaneMeshNetworks } from './mesh-networks.js';
import { controlPlaneMetrics } from './metrics.js';
import { controlPlaneNetworkLabel } from './network-label.js';
import { controlPlaneNoEndpoints } from './no-endpoints.js';
import { controlPlaneNotReady } from './not-ready.js';
import { controlPlanePushConflicts } from './push-conflicts.js';
import { controlPlaneRemoteCluster } from './remote-cluster.js';
import { controlPlaneReportedStatus } from './reported-status.js';
import { controlPlaneRestarts } from './restarts.js';
import { controlPlaneStreamErrors } from './stream-errors.js';
import { controlPlaneWebhookAddress } from './webhook-address.js';
import { controlPlaneWebhookService } from './webhook-service.js';

export const controlPlaneChecks = [
  controlPlaneNoEndpoints,
  controlPlaneNotReady,
  controlPlaneRestarts,
  controlPlaneStreamErrors,
  controlPlaneWebhookService,
  controlPlaneWebhookAddress,
  controlPlaneMeshNetworks,
  controlPlaneReportedStatus,
  controlPlaneDisconnected,
  controlPlaneDiscoveryAddress,
  controlPlaneRemoteCluster,
  controlPlanePushConflicts,
  controlPlaneNetworkLabel,
  controlPlaneMetrics,
] as const;
