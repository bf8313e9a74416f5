import { citeField } from '../../core/evidence.js';
import type { GatewayServer } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { selectorRelation } from '../../model/lookup/gateway-reach.js';
import { defineCheck } from '../check.js';

export const gatewaysSharedCertificate = defineCheck({
  meta: {
    id: 'gateways/shared-certificate',
    title: 'A certificate is used by one Gateway',
    severity: 'warning',
    why: 'A browser reuses its connection for every host that the certificate names. Requests for a host of the second Gateway then arrive at the servers of the first, which answer 404.',
    fix: [
      {
        text: 'Put the hosts of the certificate into one Gateway, or give each Gateway a certificate that names its own hosts only.',
        command: 'kubectl get gateways.networking.istio.io --all-namespaces -o yaml',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#404-errors-occur-when-multiple-gateways-configured-with-same-tls-certificate',
      },
    ],
    codes: ['IST0138'],
    decides:
      'Two Gateways have TLS servers with the same credentialName, or the same files, and some pod takes both: because the selector of one has all labels of the other, which istioctl looks for too, or because it has the labels of both.',
    falsePositives: ['Harmless for clients that do not reuse connections across hosts (HTTP/1.1, curl).'],
  },
  requires: ['istioGateways'],
  uses: ['podSpecs'],
  messages: {
    shared: 'Gateways {namespace}/{name} and {other} use the same certificate ({certificate}) for pods of both',
  },
  identity: ['other'],
  *run({ istioGateways, podSpecs }) {
    const gateways = istioGateways.filter(({ namespace }) => isAnalyzedNamespace(namespace));
    for (const [index, gateway] of gateways.entries()) {
      const { group, namespace, name, spec, source } = gateway;
      for (const [place, other] of gateways.entries()) {
        if (other === gateway) continue;
        const relation = selectorRelation(gateway, other, podSpecs);
        const isNested = relation === 'equal' || relation === 'wider';
        if (!isNested && !(relation === 'overlapping' && index < place)) continue;
        const shared = spec.servers.flatMap((server) => {
          const twin = other.spec.servers.find((candidate) => haveSameCertificate(server, candidate));
          return twin === undefined ? [] : [{ server, twin }];
        });
        for (const { server, twin } of shared) {
          const certificate = server.tls?.credentialName ?? server.tls?.serverCertificate ?? '';
          yield {
            messageId: 'shared',
            args: { namespace, name, other: `${other.namespace}/${other.name}`, certificate },
            subject: { kind: 'Gateway', group, namespace, name },
            ...(isNested && { aliases: ['IST0138'] }),
            evidence: [
              citeField(source, `${server.field}.tls`, certificate),
              citeField(other.source, `${twin.field}.tls`, certificate),
            ],
          };
        }
      }
    }
  },
});

function haveSameCertificate({ tls: a }: GatewayServer, { tls: b }: GatewayServer): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.credentialName !== undefined || b.credentialName !== undefined) return a.credentialName === b.credentialName;
  const hasFiles = Boolean(a.serverCertificate && a.privateKey);
  return hasFiles && a.serverCertificate === b.serverCertificate && a.privateKey === b.privateKey;
}
