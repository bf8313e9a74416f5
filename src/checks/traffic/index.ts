import { trafficProbeFailed } from './probe-failed.js';
import { trafficResponseFlags } from './response-flags.js';

export const trafficChecks = [trafficResponseFlags, trafficProbeFailed] as const;
