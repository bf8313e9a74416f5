import { bundleFailedSteps } from './failed-steps.js';
import { bundleGatewaySecrets } from './gateway-secrets.js';
import { bundleOwnAnalysis } from './own-analysis.js';

export const bundleChecks = [bundleFailedSteps, bundleGatewaySecrets, bundleOwnAnalysis] as const;
