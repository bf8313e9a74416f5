import { runtimeFractionalPercent } from './fraction.js';
import { type KnownMetadata, matchKnownMetadata } from './known-metadata.js';
import { bool, isMessage, type Message, message, text } from './message.js';
import type { Truth } from './truth.js';

/** A call to an external authorizer, whose answer nobody knows offline. */
export interface ExternalAuthorization {
  /** Unknown too where only a share of the requests is asked about. */
  isCalled: Truth;
  cluster?: string;
  /** Requests pass when the service does not answer. */
  passesOnFailure: boolean;
}

/**
 * An ext_authz filter, for HTTP or for connections. Istio's CUSTOM policies make an RBAC filter before it write the name of a
 * matching policy to the metadata, on which this one looks whether to call.
 */
export function externalAuthorization(config: Message, metadata: KnownMetadata | undefined): ExternalAuthorization {
  const grpc = message(config.grpc_service);
  const cluster =
    text(message(grpc.envoy_grpc).cluster_name) ?? text(message(message(config.http_service).server_uri).cluster);
  return {
    isCalled: isCalled(config, metadata),
    ...(cluster !== undefined && { cluster }),
    passesOnFailure: bool(config.failure_mode_allow) ?? false,
  };
}

function isCalled(config: Message, metadata: KnownMetadata | undefined): Truth {
  const share = runtimeFractionalPercent(config.filter_enabled);
  if (share === 0) return false;
  const condition = config.filter_enabled_metadata;
  const matches = isMessage(condition) ? matchKnownMetadata(condition, metadata) : true;
  return share < 1 && matches !== false ? 'unknown' : matches;
}
