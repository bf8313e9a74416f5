import { mtlsClientServerMode } from './client-server-mode.js';
import { mtlsDeclaredModes } from './declared-modes.js';
import { mtlsTlsCheckConflict } from './tls-check-conflict.js';

export const mtlsChecks = [mtlsDeclaredModes, mtlsTlsCheckConflict, mtlsClientServerMode] as const;
