import { defineTextParser } from '../parser.js';
import type { ZtunnelConfig } from './artifact.js';
import { parseDump } from './dump.js';
import { parseTables } from './table.js';

/** The configuration of ztunnel (Istio 1.18 and later): its own dump, whole or a section of it, or istioctl's tables. */
export const ztunnelConfig = defineTextParser<'ztunnel-config', ZtunnelConfig>({
  kind: 'ztunnel-config',
  parse(text, { path }) {
    const start = text.search(/^[[{]/m);
    return start < 0 ? parseTables(text, path) : parseDump(text.slice(start), path);
  },
});
