import { nodesBlackholeRoute } from './blackhole-route.js';
import { nodesCordoned } from './cordoned.js';
import { nodesIptablesDrop } from './iptables-drop.js';
import { nodesNetworkUnavailable } from './network-unavailable.js';
import { nodesNotReady } from './not-ready.js';
import { nodesPressure } from './pressure.js';
import { nodesUnreachable } from './unreachable.js';

export const nodesChecks = [
  nodesNotReady,
  nodesNetworkUnavailable,
  nodesPressure,
  nodesCordoned,
  nodesUnreachable,
  nodesBlackholeRoute,
  nodesIptablesDrop,
] as const;
