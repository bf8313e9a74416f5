import { versionsControlPlaneMix } from './control-plane-mix.js';
import { versionsGatewayApi } from './gateway-api.js';
import { versionsMissingControlPlane } from './missing-control-plane.js';
import { versionsProxySkew } from './proxy-skew.js';

export const versionsChecks = [
  versionsControlPlaneMix,
  versionsProxySkew,
  versionsGatewayApi,
  versionsMissingControlPlane,
] as const;
