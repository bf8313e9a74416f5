import type { LogCheck, LogSignature } from './signature.js';

const applicationOnly: readonly [LogCheck] = ['logs/application'];

/** The bodies that Envoy sends with its own 503; callers log them. */
export const envoyResponse: readonly LogSignature[] = [
  {
    id: 'body-overflow',
    pattern: /reset reason: overflow/,
    literals: ['reset reason: overflow'],
    severity: 'error',
    role: 'cause',
    title: 'The proxy of {owner} refuses its requests: circuit breaker open',
    why: 'More requests or connections at once than connectionPool of the DestinationRule allows.',
    fix: [{ text: 'Raise connectionPool, or make the upstream faster.' }],
    checks: applicationOnly,
    explains: ['body-upstream-connect-error'],
  },
  {
    id: 'body-upstream-connect-error',
    // Not the same words behind a gRPC code ("closed: 14, …", "desc = …"), which are about the control plane.
    pattern:
      /(?:^|["':\t] ?|503 : )upstream connect error or disconnect(?:\/reset before headers\.?)?(?: (?:retried and the latest )?reset reason: (?<reason>[^\t"}]{1,200}))?/,
    literals: ['upstream connect error or disconnect'],
    severity: 'error',
    role: 'symptom',
    title: 'Requests of {owner} fail with 503 from a proxy: {reason}',
    why: 'The text is the body that Envoy sends when it cannot connect to the upstream or loses the connection.',
    fix: [
      {
        text: 'The access log of the proxy names the upstream and the flag of each such request.',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',
      },
    ],
    checks: applicationOnly,
    identity: 'reason',
  },
];
