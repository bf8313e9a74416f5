import { ambientChecks } from './ambient/index.js';
import { authorizationChecks } from './authorization/index.js';
import { bundleChecks } from './bundle/index.js';
import { certificatesChecks } from './certificates/index.js';
import type { AnyCheck } from './check.js';
import { configurationChecks } from './configuration/index.js';
import { controlPlaneChecks } from './control-plane/index.js';
import { dnsChecks } from './dns/index.js';
import { endpointsChecks } from './endpoints/index.js';
import { gatewaysChecks } from './gateways/index.js';
import { injectionChecks } from './injection/index.js';
import { logsChecks } from './logs/index.js';
import { mtlsChecks } from './mtls/index.js';
import { nodesChecks } from './nodes/index.js';
import { podNetworkChecks } from './pod-network/index.js';
import { podsChecks } from './pods/index.js';
import { proxiesChecks } from './proxies/index.js';
import { proxySyncChecks } from './proxy-sync/index.js';
import { routingChecks } from './routing/index.js';
import { servicesChecks } from './services/index.js';
import { trafficChecks } from './traffic/index.js';
import { versionsChecks } from './versions/index.js';

/** Every check, by category. */
export const allChecks: readonly AnyCheck[] = [
  ...ambientChecks,
  ...authorizationChecks,
  ...bundleChecks,
  ...certificatesChecks,
  ...configurationChecks,
  ...controlPlaneChecks,
  ...dnsChecks,
  ...routingChecks,
  ...endpointsChecks,
  ...gatewaysChecks,
  ...injectionChecks,
  ...logsChecks,
  ...mtlsChecks,
  ...nodesChecks,
  ...podNetworkChecks,
  ...podsChecks,
  ...proxiesChecks,
  ...proxySyncChecks,
  ...servicesChecks,
  ...trafficChecks,
  ...versionsChecks,
];
