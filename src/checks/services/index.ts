import { servicesClusterDifferences } from './cluster-differences.js';
import { servicesContradictedProtocol } from './contradicted-protocol.js';
import { servicesExposure } from './exposure.js';
import { servicesExternalName } from './external-name.js';
import { servicesHeadless } from './headless.js';
import { servicesLoadBalancerPending } from './load-balancer-pending.js';
import { servicesPortName } from './port-name.js';
import { servicesProtocolConflict } from './protocol-conflict.js';
import { servicesSelector } from './selector.js';
import { servicesTargetPort } from './target-port.js';
import { servicesTemplatePort } from './template-port.js';
import { servicesUnassociatedDeployment } from './unassociated-deployment.js';
import { servicesWorkloadEntry } from './workload-entry.js';
import { servicesWorkloadGroup } from './workload-group.js';
import { servicesWorkloadPorts } from './workload-ports.js';

export const servicesChecks = [
  servicesSelector,
  servicesTargetPort,
  servicesTemplatePort,
  servicesPortName,
  servicesProtocolConflict,
  servicesContradictedProtocol,
  servicesWorkloadPorts,
  servicesWorkloadGroup,
  servicesHeadless,
  servicesExternalName,
  servicesLoadBalancerPending,
  servicesExposure,
  servicesClusterDifferences,
  servicesWorkloadEntry,
  servicesUnassociatedDeployment,
] as const;
