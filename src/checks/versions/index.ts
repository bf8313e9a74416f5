import { versionsControlPlaneMix } from './control-plane-mix.js';
import { versionsProxySkew } from './proxy-skew.js';

export const versionsChecks = [versionsControlPlaneMix, versionsProxySkew] as const;
