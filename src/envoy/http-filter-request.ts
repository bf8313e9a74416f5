import type { Token } from './jwt.js';
import type { KnownMetadata } from './known-metadata.js';
import type { Message } from './message.js';
import type { RbacRequest } from './rbac/request.js';
import type { RequestHeaders } from './request-headers.js';

/** A request as it meets the HTTP filters, which is after its route was chosen. */
export interface FilterRequest extends RbacRequest {
  headers: RequestHeaders;
  /** Default: nothing wrote any before the HTTP filters. */
  metadata?: KnownMetadata;
  /** Absent: the headers tell whether there is one. */
  token?: Token | 'none';
  /** Of the chosen route. */
  cluster?: string;
}

/** What the route and discovery add to the filters of a connection manager. */
export interface FilterContext {
  /** `typed_per_filter_config` (v2 `per_filter_config`) of weighted cluster, route, virtual host and route configuration, in this order. */
  overrides?: readonly Message[];
  /** The CORS policies of route and virtual host where they stand outside of those maps; the first counts. */
  corsPolicies?: readonly Message[];
  /** Configs that came by discovery, by name. */
  discovered?: ReadonlyMap<string, Message>;
}
