import { routingMissingCluster } from './missing-cluster.js';

export const routingChecks = [routingMissingCluster] as const;
