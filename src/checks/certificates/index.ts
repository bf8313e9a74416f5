import { certificatesChain } from './chain.js';
import { certificatesClusterRoots } from './cluster-roots.js';
import { certificatesClusterTrustDomains } from './cluster-trust-domains.js';
import { certificatesExpired } from './expired.js';
import { certificatesExpiring } from './expiring.js';
import { certificatesIdentity } from './identity.js';
import { certificatesNotYetValid } from './not-yet-valid.js';
import { certificatesRootMismatch } from './root-mismatch.js';
import { certificatesTrustDomain } from './trust-domain.js';

export const certificatesChecks = [
  certificatesExpired,
  certificatesChain,
  certificatesIdentity,
  certificatesTrustDomain,
  certificatesRootMismatch,
  certificatesClusterRoots,
  certificatesClusterTrustDomains,
  certificatesExpiring,
  certificatesNotYetValid,
] as const;
