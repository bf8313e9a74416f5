import { type JwtRequest, tokenOf } from './jwt.js';
import { type KnownMetadata, notKnown, withMetadata } from './known-metadata.js';
import { entries, type Message, message, messages, text, texts } from './message.js';
import type { Peer } from './rbac/request.js';

/** What the JWT filter writes for others to read: the payload, below the key that its provider names. */
export function jwtMetadata(metadata: KnownMetadata | undefined, config: Message, request: JwtRequest): KnownMetadata {
  const token = tokenOf(request);
  if (token === 'none') return metadata ?? {};
  const keys = entries(config.providers).flatMap(([, provider]) => text(message(provider).payload_in_metadata) ?? []);
  const payload = token?.claims ?? notKnown;
  return withMetadata(metadata, 'envoy.filters.http.jwt_authn', Object.fromEntries(keys.map((key) => [key, payload])));
}

/**
 * What Istio's own authentication filter (until 1.23) writes: the identity of the peer when its policy asks for mutual TLS, and
 * the claims of the token. Values go without `spiffe://`, and claims are lists.
 */
export function istioAuthnMetadata(
  metadata: KnownMetadata | undefined,
  config: Message,
  request: JwtRequest,
  peer: Peer | undefined,
): KnownMetadata {
  const policy = message(config.policy);
  const asksPeer = messages(policy.peers).some((method) => method.mtls !== undefined);
  return withMetadata(metadata, 'istio_authn', {
    ...(asksPeer && peerAttributes(peer)),
    ...tokenAttributes(request),
  });
}

function peerAttributes(peer: Peer | undefined): Message {
  if (peer?.transport === 'plaintext') return {};
  const identity = peer?.names?.find((name) => name.startsWith('spiffe://'))?.slice('spiffe://'.length);
  if (identity === undefined && peer?.names !== undefined) return {};
  const namespace = /\/ns\/([^/]*)\//.exec(identity ?? '')?.[1];
  const value = identity ?? notKnown;
  return {
    'source.principal': value,
    'source.user': value,
    'source.namespace': namespace ?? notKnown,
  };
}

const attributes = [
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'request.auth.claims',
];

function tokenAttributes(request: JwtRequest): Message {
  const token = tokenOf(request);
  if (token === 'none') return {};
  const claims = token?.claims;
  if (claims === undefined) return Object.fromEntries(attributes.map((name) => [name, notKnown]));
  const [audience] = listed(claims.aud);
  const presenter = text(claims.azp);
  return {
    'request.auth.principal': `${text(claims.iss) ?? ''}/${text(claims.sub) ?? ''}`,
    ...(audience !== undefined && { 'request.auth.audiences': audience }),
    ...(presenter !== undefined && { 'request.auth.presenter': presenter }),
    'request.auth.claims': Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, listed(value)])),
  };
}

/** Texts alone become claims, and one text a list of one. */
function listed(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ') : texts(value);
}
