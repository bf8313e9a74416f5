import { ambientCertificate } from './certificate.js';
import { ambientNotTunnelled } from './not-tunnelled.js';

export const ambientChecks = [ambientCertificate, ambientNotTunnelled] as const;
