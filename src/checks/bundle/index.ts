import { bundleFailedSteps } from './failed-steps.js';
import { bundleGatewaySecrets } from './gateway-secrets.js';

export const bundleChecks = [bundleFailedSteps, bundleGatewaySecrets] as const;
