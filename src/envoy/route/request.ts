import type { Message } from '../message.js';
import type { RequestHeaders } from '../request-headers.js';
import type { Truth } from '../truth.js';

/** `runtime_fraction` of a route or mirror: which share of the requests it takes. */
export interface RuntimeFraction {
  runtimeKey?: string;
  /** At least 0; more than the denominator means all requests. */
  numerator: number;
  denominator: number;
}

/** A request where routing begins: after the connection manager normalised it, before the HTTP filters run. */
export interface RouteRequest {
  headers: RequestHeaders;
  /** Metadata that earlier filters set, by filter name; unknown when one of them is not modelled. Default: none. */
  dynamicMetadata?: Message | 'unknown';
  /** Filter state as text by key. Default: none. */
  filterState?: ReadonlyMap<string, string> | 'unknown';
  /** The certificate of the caller. Default: unknown. */
  peerCertificate?: { presented: Truth; validated: Truth };
  /** Probability (0 to 1) with which a fraction is on; the default is what the configuration says, as runtime overrides are not captured. */
  chanceOf?: (fraction: RuntimeFraction) => number;
  /** Envoy 1.8 and older (Istio 1.0) ask no wildcard domain where a `*` and no exact domain exist, and know no `prefix.*` domains. */
  isEnvoy18?: boolean;
}
