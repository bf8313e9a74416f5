import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

/** `istioctl authn tls-check` and Pilot's debug/authenticationz compare both sides themselves (Istio 1.0 to 1.5). */
export const mtlsTlsCheckConflict = defineCheck({
  meta: {
    id: 'mtls/tls-check-conflict',
    title: 'istioctl authn tls-check finds no conflict',
    severity: 'error',
    basis: 'observed',
    why: 'Pilot itself says that clients and server of this host disagree about mutual TLS, so their connections fail.',
    fix: [
      {
        text: 'Make the DestinationRule and the authentication policy that the row names agree: ISTIO_MUTUAL with mTLS, or DISABLE with plain text.',
        command: 'istioctl authn tls-check {host}',
        doc: 'https://istio.io/latest/docs/ops/common-problems/security-issues/',
      },
    ],
  },
  requires: ['tlsChecks'],
  identity: ['port'],
  messages: {
    conflict:
      '{host} port {port}: the server speaks {server} (policy {policy}), clients speak {client} (DestinationRule {rule})',
    mayConflict:
      '{host} port {port}: depending on the endpoint the server speaks {server} (policy {policy}), clients speak {client} (DestinationRule {rule})',
  },
  era: (mesh) => ((oldestMinor(mesh) ?? 0) > 5 ? 'istioctl authn tls-check ended with Istio 1.5' : true),
  *run({ tlsChecks }) {
    for (const row of tlsChecks) {
      const status = row.status.toUpperCase();
      if (status !== 'CONFLICT' && status !== 'MAY CONFLICT') continue;
      yield {
        messageId: status === 'CONFLICT' ? 'conflict' : 'mayConflict',
        severity: status === 'CONFLICT' ? 'error' : 'warning',
        args: {
          host: row.host,
          port: row.port ?? 'any',
          server: row.server,
          client: row.client,
          policy: row.policy ?? 'none',
          rule: row.destinationRule ?? 'none',
        },
        subject: subjectOf(row.host),
        evidence: [row.source],
      };
    }
  },
});

function subjectOf(host: string) {
  const [name = host, namespace, svc] = host.split('.');
  return svc === 'svc' && namespace !== undefined ? { kind: 'Service', namespace, name } : { kind: 'Mesh', name: host };
}
