import { trafficProbeFailed } from './probe-failed.js';
import { trafficResponseFlags } from './response-flags.js';
import { trafficStatistics } from './statistics.js';

export const trafficChecks = [trafficResponseFlags, trafficProbeFailed, trafficStatistics] as const;
