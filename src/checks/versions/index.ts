import { versionsControlPlaneMix } from './control-plane-mix.js';
import { versionsGatewayApi } from './gateway-api.js';
import { versionsProxySkew } from './proxy-skew.js';

export const versionsChecks = [versionsControlPlaneMix, versionsProxySkew, versionsGatewayApi] as const;
