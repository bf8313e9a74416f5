import { proxiesNotReady } from './not-ready.js';
import { proxiesRejectedConfiguration } from './rejected-configuration.js';
import { proxiesRestarts } from './restarts.js';

export const proxiesChecks = [proxiesNotReady, proxiesRestarts, proxiesRejectedConfiguration] as const;
