import { Unusable } from '../../core/errors.js';
import { defineWindowParser } from '../parser.js';
import { createEnvoyConfigDumpParser, type EnvoyConfigDump } from './index.js';

/**
 * istiod's page /debug/config_dump?proxyID=…: what it would send to a proxy, in the form of Envoy's own dump. It says
 * nothing about what the proxy holds.
 */
export type DesiredConfigDump = { connected: true; dump: EnvoyConfigDump } | { connected: false };

/** The answer of a replica to which the proxy is not connected; another one may serve it. */
const notConnected = /^Proxy not connected to this Pilot/i;

const dumps = createEnvoyConfigDumpParser();

export const desiredConfigDump = defineWindowParser<'desired-config-dump', DesiredConfigDump>({
  kind: 'desired-config-dump',
  open(at) {
    const sink = dumps.open(at);
    let isUnknown = false;
    return {
      window(bytes, length, last) {
        if (isUnknown) return length;
        try {
          return sink.window(bytes, length, last);
        } catch (error) {
          if (!(error instanceof Unusable) || !notConnected.test(error.message)) throw error;
          isUnknown = true;
          return length;
        }
      },
      end() {
        if (isUnknown) return { artifact: { connected: false } };
        const { artifact: dump, notes = [] } = sink.end();
        return { artifact: { connected: true, dump }, notes };
      },
    };
  },
});
