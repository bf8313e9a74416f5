import { dnsAutoAllocation } from './auto-allocation.js';
import { dnsLookupFailed } from './lookup-failed.js';
import { dnsNameserver } from './nameserver.js';
import { dnsNdots } from './ndots.js';
import { dnsPolicy } from './policy.js';
import { dnsSearchPath } from './search-path.js';
import { dnsServerErrors } from './server-errors.js';
import { dnsServerUnhealthy } from './server-unhealthy.js';
import { dnsWrongAnswer } from './wrong-answer.js';

export const dnsChecks = [
  dnsSearchPath,
  dnsServerErrors,
  dnsServerUnhealthy,
  dnsNameserver,
  dnsNdots,
  dnsPolicy,
  dnsAutoAllocation,
  dnsLookupFailed,
  dnsWrongAnswer,
] as const;
