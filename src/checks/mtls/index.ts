import { mtlsClientServerMode } from './client-server-mode.js';
import { mtlsDeclaredModes } from './declared-modes.js';
import { mtlsLegacyPolicies } from './legacy-policies.js';
import { mtlsOutsideCallers } from './outside-callers.js';
import { mtlsPortLevelPort } from './port-level-port.js';
import { mtlsProbeRewrite } from './probe-rewrite.js';
import { mtlsRootSelector } from './root-selector.js';
import { mtlsSeveralPolicies } from './several-policies.js';
import { mtlsTlsCheckConflict } from './tls-check-conflict.js';
import { mtlsUnknownPolicyPort } from './unknown-policy-port.js';
import { mtlsWideSettings } from './wide-settings.js';

export const mtlsChecks = [
  mtlsDeclaredModes,
  mtlsTlsCheckConflict,
  mtlsClientServerMode,
  mtlsWideSettings,
  mtlsSeveralPolicies,
  mtlsRootSelector,
  mtlsPortLevelPort,
  mtlsUnknownPolicyPort,
  mtlsLegacyPolicies,
  mtlsOutsideCallers,
  mtlsProbeRewrite,
] as const;
