import { bundleFailedSteps } from './failed-steps.js';

export const bundleChecks = [bundleFailedSteps] as const;
