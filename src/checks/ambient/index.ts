import { ambientBypassedWaypoint } from './bypassed-waypoint.js';
import { ambientCertificate } from './certificate.js';
import { ambientDisabledMutualTls } from './disabled-mutual-tls.js';
import { ambientIneffectiveEnvoyFilter } from './ineffective-envoy-filter.js';
import { ambientMetrics } from './metrics.js';
import { ambientMissingNodeAgent } from './missing-node-agent.js';
import { ambientNetworkPolicy } from './network-policy.js';
import { ambientNoTargetRefs } from './no-target-refs.js';
import { ambientNoWaypoint } from './no-waypoint.js';
import { ambientNotCaptured } from './not-captured.js';
import { ambientNotTunnelled } from './not-tunnelled.js';
import { ambientRoutingWithoutWaypoint } from './routing-without-waypoint.js';
import { ambientSidecarAndAmbient } from './sidecar-and-ambient.js';
import { ambientUnknownWaypoint } from './unknown-waypoint.js';
import { ambientWaypointNotAdmitted } from './waypoint-not-admitted.js';

export const ambientChecks = [
  ambientCertificate,
  ambientNotTunnelled,
  ambientNoTargetRefs,
  ambientNoWaypoint,
  ambientRoutingWithoutWaypoint,
  ambientSidecarAndAmbient,
  ambientUnknownWaypoint,
  ambientWaypointNotAdmitted,
  ambientDisabledMutualTls,
  ambientNotCaptured,
  ambientBypassedWaypoint,
  ambientIneffectiveEnvoyFilter,
  ambientMissingNodeAgent,
  ambientNetworkPolicy,
  ambientMetrics,
] as const;
