import { podNetworkAsymmetricRoute } from './asymmetric-route.js';
import { podNetworkBlackholeRoute } from './blackhole-route.js';
import { podNetworkCaptureExclusions } from './capture-exclusions.js';
import { podNetworkClusterRoute } from './cluster-route.js';
import { podNetworkCniFailure } from './cni-failure.js';
import { podNetworkDefaultRoute } from './default-route.js';
import { podNetworkInitFailure } from './init-failure.js';
import { podNetworkIptablesDrop } from './iptables-drop.js';
import { podNetworkLoopbackOnly } from './loopback-only.js';
import { podNetworkMtu } from './mtu.js';
import { podNetworkPortNotListening } from './port-not-listening.js';
import { podNetworkRedirectChains } from './redirect-chains.js';

export const podNetworkChecks = [
  podNetworkCniFailure,
  podNetworkInitFailure,
  podNetworkCaptureExclusions,
  podNetworkRedirectChains,
  podNetworkIptablesDrop,
  podNetworkDefaultRoute,
  podNetworkClusterRoute,
  podNetworkBlackholeRoute,
  podNetworkAsymmetricRoute,
  podNetworkMtu,
  podNetworkPortNotListening,
  podNetworkLoopbackOnly,
] as const;
