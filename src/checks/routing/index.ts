import { routingBypassedSubset } from './bypassed-subset.js';
import { routingClaimWithoutAuthentication } from './claim-without-authentication.js';
import { routingConflictingHosts } from './conflicting-hosts.js';
import { routingConflictingRules } from './conflicting-rules.js';
import { routingDottedGatewayName } from './dotted-gateway-name.js';
import { routingEntryWithoutAddress } from './entry-without-address.js';
import { routingGeneratedGateway } from './generated-gateway.js';
import { routingIneffectiveMatch } from './ineffective-match.js';
import { routingMissingCluster } from './missing-cluster.js';
import { routingMissingListener } from './missing-listener.js';
import { routingMissingSubset } from './missing-subset.js';
import { routingOverlappingEntries } from './overlapping-entries.js';
import { routingOverriddenMutualTls } from './overridden-mutual-tls.js';
import { routingRepeatedDestination } from './repeated-destination.js';
import { routingSingleWeight } from './single-weight.js';
import { routingSubsetWithoutLabels } from './subset-without-labels.js';
import { routingSubsetWithoutPods } from './subset-without-pods.js';
import { routingUnknownExportNamespace } from './unknown-export-namespace.js';
import { routingUnknownHost } from './unknown-host.js';
import { routingUnknownRuleHost } from './unknown-rule-host.js';
import { routingUnreachableRule } from './unreachable-rule.js';
import { routingUnsetPort } from './unset-port.js';
import { routingUnverifiedServer } from './unverified-server.js';

export const routingChecks = [
  routingUnknownHost,
  routingUnsetPort,
  routingMissingSubset,
  routingSubsetWithoutPods,
  routingSubsetWithoutLabels,
  routingUnknownRuleHost,
  routingConflictingHosts,
  routingConflictingRules,
  routingUnreachableRule,
  routingIneffectiveMatch,
  routingBypassedSubset,
  routingClaimWithoutAuthentication,
  routingGeneratedGateway,
  routingDottedGatewayName,
  routingSingleWeight,
  routingRepeatedDestination,
  routingUnverifiedServer,
  routingOverriddenMutualTls,
  routingUnknownExportNamespace,
  routingOverlappingEntries,
  routingEntryWithoutAddress,
  routingMissingCluster,
  routingMissingListener,
] as const;
