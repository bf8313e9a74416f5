import { proxiesNoConfiguration } from './no-configuration.js';
import { proxiesNotLive } from './not-live.js';
import { proxiesNotReady } from './not-ready.js';
import { proxiesOddOneOut } from './odd-one-out.js';
import { proxiesRejectedConfiguration } from './rejected-configuration.js';
import { proxiesRestarts } from './restarts.js';
import { proxiesStatistics } from './statistics.js';
import { proxiesWarming } from './warming.js';

export const proxiesChecks = [
  proxiesNotReady,
  proxiesRestarts,
  proxiesOddOneOut,
  proxiesRejectedConfiguration,
  proxiesWarming,
  proxiesNoConfiguration,
  proxiesNotLive,
  proxiesStatistics,
] as const;
