export type PeerFault =
  | 'MTLS_MISMATCH'
  | 'TLS_TO_HTTP_PORT'
  | 'MTLS_TO_PLAINTEXT'
  | 'SAN_MISMATCH'
  | 'ROOT_CA_MISMATCH'
  | 'CERT_EXPIRED';

export type PeerOutcome =
  | {
      status: 'matched' | 'assumed';
      /** The server asked for the client's certificate, and so knows who calls. */
      hasIdentity: boolean;
      /** Works, but the server has a chain for HTTP and sees bytes: no HTTP rules, no HTTP telemetry. */
      condition?: 'HTTP_TREATED_AS_TCP';
      /** What is taken for granted where the status is `assumed`. */
      assumed?: string;
      /** What would end the handshake if it were otherwise, and was not captured. */
      unchecked: readonly string[];
    }
  | { status: 'fails'; condition: PeerFault; because: string; seen: CallerSees };

/** What the client's proxy reports of an HTTP request; TCP connections are closed. */
export interface CallerSees {
  httpStatus: number;
  /** Response flags, either of which may show: it depends on whether the connection counts as established. */
  flags: readonly string[];
  /** In the access log of the server's listener. */
  serverFlag?: 'NR' | 'DPE';
  transportFailure?: 'CERTIFICATE_VERIFY_FAILED' | 'WRONG_VERSION_NUMBER' | 'HANDSHAKE_FAILURE';
}

export function fails(condition: PeerFault, because: string, seen: CallerSees): PeerOutcome {
  return { status: 'fails', condition, because, seen };
}
