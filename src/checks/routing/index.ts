import { routingBypassedSubset } from './bypassed-subset.js';
import { routingClaimWithoutAuthentication } from './claim-without-authentication.js';
import { routingConflictingHosts } from './conflicting-hosts.js';
import { routingConflictingRules } from './conflicting-rules.js';
import { routingDelegate } from './delegate.js';
import { routingDottedGatewayName } from './dotted-gateway-name.js';
import { routingDoubleTls } from './double-tls.js';
import { routingEntryResolution } from './entry-resolution.js';
import { routingEntryWithoutAddress } from './entry-without-address.js';
import { routingForeignClusterDomain } from './foreign-cluster-domain.js';
import { routingGatewayHop } from './gateway-hop.js';
import { routingGatewayProtocol } from './gateway-protocol.js';
import { routingGeneratedGateway } from './generated-gateway.js';
import { routingHeadlessSubset } from './headless-subset.js';
import { routingImpossibleMatch } from './impossible-match.js';
import { routingIneffectiveMatch } from './ineffective-match.js';
import { routingLocalityWithoutOutlierDetection } from './locality-without-outlier-detection.js';
import { routingMirrorTarget } from './mirror-target.js';
import { routingMisplacedRules } from './misplaced-rules.js';
import { routingMissingCluster } from './missing-cluster.js';
import { routingMissingListener } from './missing-listener.js';
import { routingMissingSubset } from './missing-subset.js';
import { routingMixedKinds } from './mixed-kinds.js';
import { routingOutlierEjection } from './outlier-ejection.js';
import { routingOverlappingEntries } from './overlapping-entries.js';
import { routingOverriddenMutualTls } from './overridden-mutual-tls.js';
import { routingRedirectLoop } from './redirect-loop.js';
import { routingRepeatedDestination } from './repeated-destination.js';
import { routingRetryTimeout } from './retry-timeout.js';
import { routingRuleProtocol } from './rule-protocol.js';
import { routingSingleWeight } from './single-weight.js';
import { routingSubsetWithoutLabels } from './subset-without-labels.js';
import { routingSubsetWithoutPods } from './subset-without-pods.js';
import { routingUndiscoveredNamespace } from './undiscovered-namespace.js';
import { routingUnknownExportNamespace } from './unknown-export-namespace.js';
import { routingUnknownHost } from './unknown-host.js';
import { routingUnknownRuleHost } from './unknown-rule-host.js';
import { routingUnreachableRule } from './unreachable-rule.js';
import { routingUnsetPort } from './unset-port.js';
import { routingUnusedSubsetPolicy } from './unused-subset-policy.js';
import { routingUnverifiedServer } from './unverified-server.js';

export const routingChecks = [
  routingUnknownHost,
  routingUnsetPort,
  routingMissingSubset,
  routingSubsetWithoutPods,
  routingHeadlessSubset,
  routingSubsetWithoutLabels,
  routingUnusedSubsetPolicy,
  routingUnknownRuleHost,
  routingForeignClusterDomain,
  routingConflictingHosts,
  routingConflictingRules,
  routingUnreachableRule,
  routingIneffectiveMatch,
  routingImpossibleMatch,
  routingBypassedSubset,
  routingMisplacedRules,
  routingDelegate,
  routingRedirectLoop,
  routingGatewayHop,
  routingRetryTimeout,
  routingGatewayProtocol,
  routingRuleProtocol,
  routingClaimWithoutAuthentication,
  routingGeneratedGateway,
  routingDottedGatewayName,
  routingSingleWeight,
  routingRepeatedDestination,
  routingMirrorTarget,
  routingUnverifiedServer,
  routingDoubleTls,
  routingOverriddenMutualTls,
  routingLocalityWithoutOutlierDetection,
  routingOutlierEjection,
  routingUnknownExportNamespace,
  routingUndiscoveredNamespace,
  routingOverlappingEntries,
  routingEntryWithoutAddress,
  routingEntryResolution,
  routingMissingCluster,
  routingMissingListener,
  routingMixedKinds,
] as const;
