import { logsApplication } from './application.js';
import { logsControlPlane } from './control-plane.js';
import { logsProxy } from './proxy.js';

export const logsChecks = [logsApplication, logsControlPlane, logsProxy] as const;
