import { endpointsEmpty } from './empty.js';
import { endpointsNotReady } from './not-ready.js';
import { endpointsUnhealthy } from './unhealthy.js';

export const endpointsChecks = [endpointsNotReady, endpointsEmpty, endpointsUnhealthy] as const;
