import { ambientCertificate } from './certificate.js';
import { ambientNoTargetRefs } from './no-target-refs.js';
import { ambientNoWaypoint } from './no-waypoint.js';
import { ambientNotTunnelled } from './not-tunnelled.js';
import { ambientRoutingWithoutWaypoint } from './routing-without-waypoint.js';
import { ambientSidecarAndAmbient } from './sidecar-and-ambient.js';
import { ambientUnknownWaypoint } from './unknown-waypoint.js';

export const ambientChecks = [
  ambientCertificate,
  ambientNotTunnelled,
  ambientNoTargetRefs,
  ambientNoWaypoint,
  ambientRoutingWithoutWaypoint,
  ambientSidecarAndAmbient,
  ambientUnknownWaypoint,
] as const;
