import { authorizationPolicy } from './authorization-policy.js';
import { destinationRule } from './destination-rule.js';
import { envoyFilter } from './envoy-filter.js';
import { trafficExtension, wasmPlugin } from './extensions.js';
import { gateway } from './gateway.js';
import type { Header, KindRules } from './kind.js';
import { httpApiSpec, httpApiSpecBinding, quotaSpec, quotaSpecBinding } from './old-mixer.js';
import { meshPolicy, policy } from './old-policy.js';
import { clusterRbacConfig, rbacConfig, serviceRole, serviceRoleBinding } from './old-rbac.js';
import { peerAuthentication } from './peer-authentication.js';
import { proxyConfig } from './proxy-config.js';
import { requestAuthentication } from './request-authentication.js';
import { serviceEntry } from './service-entry.js';
import { sidecar } from './sidecar.js';
import { telemetry } from './telemetry.js';
import { virtualService } from './virtual-service.js';
import { workloadEntry, workloadGroup } from './workloads.js';

export type { Header };

/** Every kind that is validated; all versions of a kind have the same fields. */
const kinds = [
  authorizationPolicy,
  clusterRbacConfig,
  destinationRule,
  envoyFilter,
  gateway,
  httpApiSpec,
  httpApiSpecBinding,
  meshPolicy,
  peerAuthentication,
  policy,
  proxyConfig,
  quotaSpec,
  quotaSpecBinding,
  rbacConfig,
  requestAuthentication,
  serviceEntry,
  serviceRole,
  serviceRoleBinding,
  sidecar,
  telemetry,
  trafficExtension,
  virtualService,
  wasmPlugin,
  workloadEntry,
  workloadGroup,
];

// Each kind reads what it checks with its own schema.
const byName = new Map(kinds.map((rules) => [`${rules.group}/${rules.kind}`, rules as KindRules<unknown>]));

export function rulesFor(group: string, kind: string): KindRules<unknown> | undefined {
  return byName.get(`${group}/${kind}`);
}
