import { certificatesExpired } from './expired.js';
import { certificatesIdentity } from './identity.js';
import { certificatesRootMismatch } from './root-mismatch.js';
import { certificatesTrustDomain } from './trust-domain.js';

export const certificatesChecks = [
  certificatesExpired,
  certificatesIdentity,
  certificatesTrustDomain,
  certificatesRootMismatch,
] as const;
