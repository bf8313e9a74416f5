import type { PodRef } from '../../facets.js';
import type { ReportingProxy } from './proxy.js';

/** Configuration that Envoy refused, in its own words. */
export interface Rejection {
  /** The reason, and whatever else the message has; line breaks between parts. */
  text: string;
  /** Of the listener, cluster or route that was refused; absent where only the text may name it. */
  resource?: string;
  /** Whose proxies refused it; empty where that is not known. */
  pods: readonly PodRef[];
}

/** The same, with what the bundle has of these proxies. */
export interface Refusal extends Rejection {
  proxies: readonly ReportingProxy[];
}
