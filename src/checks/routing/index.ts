import { routingMissingCluster } from './missing-cluster.js';
import { routingMissingListener } from './missing-listener.js';
import { routingMissingSubset } from './missing-subset.js';
import { routingSubsetWithoutPods } from './subset-without-pods.js';
import { routingUnknownHost } from './unknown-host.js';
import { routingUnknownRuleHost } from './unknown-rule-host.js';

export const routingChecks = [
  routingUnknownHost,
  routingMissingSubset,
  routingSubsetWithoutPods,
  routingUnknownRuleHost,
  routingMissingCluster,
  routingMissingListener,
] as const;
