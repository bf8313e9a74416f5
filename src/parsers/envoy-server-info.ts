import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { jsonOfPage } from './support/admin-page.js';

export interface EnvoyServerInfo {
  /** LIVE, DRAINING, PRE_INITIALIZING, INITIALIZING. */
  state: string;
  /** Commit, Envoy's version, and how it was built: `SHA/1.38.1-dev/Clean/RELEASE/BoringSSL`. */
  version: string;
  uptimeSeconds?: number;
}

/** Values of the enumeration ServerInfo.State, for clients that print numbers. */
const states = ['LIVE', 'DRAINING', 'PRE_INITIALIZING', 'INITIALIZING'];

const page = z.object({
  // Protobuf JSON leaves out LIVE, the zero of the enumeration.
  state: z.union([z.string(), z.number()]).default('LIVE'),
  version: z.string(),
  uptime_current_epoch: z.string().exactOptional(),
});

/** The admin page /server_info: JSON since Istio 1.1, before that `envoy VERSION live SECONDS SECONDS EPOCH`. */
export const envoyServerInfo = defineTextParser<'envoy-server-info', EnvoyServerInfo>({
  kind: 'envoy-server-info',
  parse(text) {
    const json = jsonOfPage(text);
    const artifact = json === undefined ? fromLine(text) : fromJson(json);
    if (artifact === undefined) throw new Unusable('no server page of Envoy');
    return { artifact };
  },
});

function fromJson(json: unknown): EnvoyServerInfo | undefined {
  const { data } = page.safeParse(json);
  if (data === undefined) return undefined;
  const seconds = /^(\d{1,12})s$/.exec(data.uptime_current_epoch ?? '')?.[1];
  return {
    state: typeof data.state === 'number' ? (states[data.state] ?? String(data.state)) : data.state,
    version: data.version,
    ...(seconds !== undefined && { uptimeSeconds: Number(seconds) }),
  };
}

function fromLine(text: string): EnvoyServerInfo | undefined {
  const [, version, state, seconds] =
    /^envoy (\S{1,200}) (live|draining) (\d{1,12}) \d{1,12} \d{1,6}/m.exec(text) ?? [];
  if (version === undefined || state === undefined) return undefined;
  return { state: state.toUpperCase(), version, uptimeSeconds: Number(seconds) };
}
