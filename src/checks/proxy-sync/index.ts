import { proxySyncMissingProxy } from './missing-proxy.js';
import { proxySyncNotSent } from './not-sent.js';
import { proxySyncRejected } from './rejected.js';
import { proxySyncStale } from './stale.js';

export const proxySyncChecks = [proxySyncMissingProxy, proxySyncNotSent, proxySyncRejected, proxySyncStale] as const;
