import { gatewaysMissingNetworkGateway } from './missing-network-gateway.js';
import { gatewaysNotProgrammed } from './not-programmed.js';
import { gatewaysPort } from './port.js';
import { gatewaysSelector } from './selector.js';
import { gatewaysUnattachedRoute } from './unattached-route.js';
import { gatewaysUnboundRoute } from './unbound-route.js';
import { gatewaysUnmatchedHost } from './unmatched-host.js';

export const gatewaysChecks = [
  gatewaysSelector,
  gatewaysPort,
  gatewaysUnboundRoute,
  gatewaysUnmatchedHost,
  gatewaysUnattachedRoute,
  gatewaysNotProgrammed,
  gatewaysMissingNetworkGateway,
] as const;
