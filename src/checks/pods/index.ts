import { podsCrashLoop } from './crash-loop.js';
import { podsDuplicateAddress } from './duplicate-address.js';
import { podsFailed } from './failed.js';
import { podsHostNetwork } from './host-network.js';
import { podsImagePull } from './image-pull.js';
import { podsNoAddress } from './no-address.js';
import { podsNotReady } from './not-ready.js';
import { podsPending } from './pending.js';
import { podsRestarts } from './restarts.js';
import { podsStuckTerminating } from './stuck-terminating.js';

export const podsChecks = [
  podsNoAddress,
  podsPending,
  podsImagePull,
  podsCrashLoop,
  podsNotReady,
  podsRestarts,
  podsFailed,
  podsStuckTerminating,
  podsDuplicateAddress,
  podsHostNetwork,
] as const;
