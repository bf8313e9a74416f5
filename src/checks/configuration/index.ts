import { configurationDeprecatedAnnotation } from './deprecated-annotation.js';
import { configurationDeprecatedRouteField } from './deprecated-route-field.js';
import { configurationEnvoyFilterOperation } from './envoy-filter-operation.js';
import { configurationEnvoyFilterOrder } from './envoy-filter-order.js';
import { configurationEnvoyFilterProxyVersion } from './envoy-filter-proxy-version.js';
import { configurationEnvoyFilterRootNamespace } from './envoy-filter-root-namespace.js';
import { configurationEnvoyFilterWithoutEffect } from './envoy-filter-without-effect.js';
import { configurationIneffectiveSelector } from './ineffective-selector.js';
import { configurationIneffectiveSidecar } from './ineffective-sidecar.js';
import { configurationInvalidAnnotation } from './invalid-annotation.js';
import { configurationLightstepProvider } from './lightstep-provider.js';
import { configurationMisplacedAnnotation } from './misplaced-annotation.js';
import { configurationMixerObject } from './mixer-object.js';
import { configurationOldEnvoyFilter } from './old-envoy-filter.js';
import { configurationPolicySelector } from './policy-selector.js';
import { configurationRemovedDefinition } from './removed-definition.js';
import { configurationRoleBindingGroup } from './role-binding-group.js';
import { configurationRootSidecarSelector } from './root-sidecar-selector.js';
import { configurationSchema } from './schema.js';
import { configurationSidecarEgressHost } from './sidecar-egress-host.js';
import { configurationSidecarEgressProxy } from './sidecar-egress-proxy.js';
import { configurationSidecarNamespaceConflict } from './sidecar-namespace-conflict.js';
import { configurationSidecarOutboundMode } from './sidecar-outbound-mode.js';
import { configurationSidecarScope } from './sidecar-scope.js';
import { configurationSidecarSelector } from './sidecar-selector.js';
import { configurationSidecarWorkloadConflict } from './sidecar-workload-conflict.js';
import { configurationTelemetryNamespaceConflict } from './telemetry-namespace-conflict.js';
import { configurationTelemetryProvider } from './telemetry-provider.js';
import { configurationTelemetrySelector } from './telemetry-selector.js';
import { configurationTelemetryWorkloadConflict } from './telemetry-workload-conflict.js';
import { configurationUnknownAnnotation } from './unknown-annotation.js';

export const configurationChecks = [
  configurationDeprecatedAnnotation,
  configurationDeprecatedRouteField,
  configurationEnvoyFilterOperation,
  configurationEnvoyFilterOrder,
  configurationEnvoyFilterProxyVersion,
  configurationEnvoyFilterWithoutEffect,
  configurationEnvoyFilterRootNamespace,
  configurationIneffectiveSelector,
  configurationIneffectiveSidecar,
  configurationInvalidAnnotation,
  configurationLightstepProvider,
  configurationMisplacedAnnotation,
  configurationMixerObject,
  configurationOldEnvoyFilter,
  configurationPolicySelector,
  configurationRemovedDefinition,
  configurationRoleBindingGroup,
  configurationRootSidecarSelector,
  configurationSchema,
  configurationSidecarEgressHost,
  configurationSidecarEgressProxy,
  configurationSidecarNamespaceConflict,
  configurationSidecarOutboundMode,
  configurationSidecarScope,
  configurationSidecarSelector,
  configurationSidecarWorkloadConflict,
  configurationTelemetryNamespaceConflict,
  configurationTelemetryProvider,
  configurationTelemetrySelector,
  configurationTelemetryWorkloadConflict,
  configurationUnknownAnnotation,
] as const;
