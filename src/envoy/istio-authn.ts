import { type JwtRequest, tokenOf } from './jwt.js';
import { bool, type Message, message, messages, text } from './message.js';
import type { Peer } from './rbac/request.js';

export type IstioAuthnVerdict =
  | { kind: 'pass' }
  | { kind: 'deny'; status: 401; details: string; why: string }
  | { kind: 'assumed' | 'unknown'; why: string };

const pass: IstioAuthnVerdict = { kind: 'pass' };

/** The filter `istio_authn` (Istio 0.8 to 1.23): authentication of the peer, then of the origin by its token. */
export function evaluateIstioAuthn(config: Message, request: JwtRequest, peer: Peer | undefined): IstioAuthnVerdict {
  const policy = message(config.policy);
  const peerVerdict = bool(policy.peer_is_optional) === true ? pass : byPeers(messages(policy.peers), request, peer);
  if (peerVerdict.kind === 'deny' || bool(policy.origin_is_optional) === true) return peerVerdict;
  const originVerdict = byOrigins(messages(policy.origins), request);
  return originVerdict.kind === 'pass' ? peerVerdict : originVerdict;
}

/** Any of the methods will do. */
function byPeers(methods: readonly Message[], request: JwtRequest, peer: Peer | undefined): IstioAuthnVerdict {
  if (methods.length === 0) return pass;
  const mutual = methods.find((method) => method.mtls !== undefined);
  if (mutual !== undefined && isPermissive(message(mutual.mtls))) return pass;
  if (mutual !== undefined && peer === undefined)
    return { kind: 'unknown', why: 'whether the call comes by mutual TLS' };
  if (mutual !== undefined && peer?.transport === 'tls') return pass;
  return methods.some((method) => method.jwt !== undefined)
    ? byToken(request, 'Peer authentication failed.')
    : denial('Peer authentication failed.');
}

function isPermissive(mutual: Message): boolean {
  return text(mutual.mode) === 'PERMISSIVE' || mutual.mode === 1;
}

function byOrigins(methods: readonly Message[], request: JwtRequest): IstioAuthnVerdict {
  if (methods.length === 0) return pass;
  // Since Istio 1.1 a method may be bound to paths.
  if (methods.some(({ jwt }) => messages(message(jwt).trigger_rules).length > 0)) {
    return { kind: 'unknown', why: 'rules that bind a token to paths' };
  }
  return byToken(request, 'Origin authentication failed.');
}

function byToken(request: JwtRequest, refusal: string): IstioAuthnVerdict {
  const token = tokenOf(request);
  if (token === undefined) return { kind: 'unknown', why: 'whether the call carries a token' };
  return token === 'none' ? denial(refusal) : { kind: 'assumed', why: 'the token is taken to be valid' };
}

function denial(why: string): IstioAuthnVerdict {
  return { kind: 'deny', status: 401, details: '', why };
}
