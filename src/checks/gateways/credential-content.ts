import { citeField } from '../../core/evidence.js';
import type { GatewayServer, IstioGateway, Secret } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import {
  authorityKeys,
  type CredentialRef,
  certificateKeyPairs,
  credentialsOf,
  isHeld,
  secretNamed,
} from '../../model/lookup/gateway-secrets.js';
import { notGathered } from '../../model/lookup/known-objects.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { type CheckContext, defineCheck, type Finding } from '../check.js';

export const gatewaysCredentialContent = defineCheck({
  meta: {
    id: 'gateways/credential-content',
    title: 'Secrets of Gateways hold a valid certificate for their hosts',
    severity: 'error',
    why: 'istiod sends a gateway only a certificate that it can read, with its key; clients accept only one that is valid now and names the host they asked for.',
    fix: [
      {
        text: 'Put a certificate and its key into the Secret (tls.crt and tls.key, or cert and key), and for MUTUAL the authorities of the clients (ca.crt, or a Secret of that name with -cacert).',
        command: 'kubectl describe secret -n {podNamespace} {secret}',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#key-formats',
      },
    ],
    codes: ['IST0161'],
    decides:
      'Reads names of keys and the first certificate of the Secret; values that a bundle masks decide nothing. Validity is that at capture time. Without Secrets, what a proxy holds by its dump is one that istiod could read.',
    falsePositives: ['The private key is never read: whether it fits the certificate stays open.'],
  },
  requires: ['istioGateways', 'podSpecs'],
  uses: ['secrets', 'proxyConfigs'],
  messages: {
    noPair:
      'Secret {podNamespace}/{secret} of Gateway {namespace}/{name} has no certificate with its key; it has {keys}',
    unreadable: 'The certificate in Secret {podNamespace}/{secret} of Gateway {namespace}/{name} cannot be read',
    expired: 'The certificate in Secret {podNamespace}/{secret} of Gateway {namespace}/{name} expired on {date}',
    notYetValid:
      'The certificate in Secret {podNamespace}/{secret} of Gateway {namespace}/{name} is not valid before {date}',
    noAuthority:
      'Gateway {namespace}/{name} asks for client certificates, but neither Secret {podNamespace}/{secret} nor {secret}-cacert holds the authorities to check them with',
    otherHost:
      'The certificate in Secret {podNamespace}/{secret} does not name {host} of Gateway {namespace}/{name}; it names {names}',
  },
  identity: ['secret', 'podNamespace', 'host'],
  *run({ istioGateways, secrets, podSpecs, proxyConfigs = [] }, { now, undecided }) {
    for (const gateway of istioGateways.filter(({ namespace }) => isAnalyzedNamespace(namespace))) {
      const namespaces = groupBy(gatewayPods(gateway, podSpecs), ({ namespace }) => namespace);
      for (const podNamespace of namespaces.keys()) {
        for (const server of gateway.spec.servers) {
          for (const credential of credentialsOf(server, podNamespace)) {
            if (secrets === undefined) {
              if (!isHeld(credential, podNamespace, proxyConfigs))
                undecided(notGathered('Secret', `${credential.namespace}/${credential.name}`));
              continue;
            }
            const secret = secretNamed(secrets, credential);
            if (secret === undefined) continue;
            const fault =
              faultOf(secret, now) ?? authorityFault(server, credential, secrets) ?? hostFault(server, secret);
            if (fault !== undefined) yield finding(gateway, server, secret, fault);
          }
        }
      }
    }
  },
});

type Message = 'noPair' | 'unreadable' | 'expired' | 'notYetValid' | 'noAuthority' | 'otherHost';

interface Fault {
  messageId: Message;
  args?: Readonly<Record<string, string>>;
  field: string;
  found: string;
}

/** What makes istiod refuse the Secret. */
function faultOf({ keys, emptyKeys, certificate }: Secret, now: CheckContext['now']): Fault | undefined {
  const filled = (key: string) => keys.includes(key) && !emptyKeys.includes(key);
  const shown = keys.map((key) => (emptyKeys.includes(key) ? `${key} (empty)` : key)).join(', ') || 'no keys';
  if (!certificateKeyPairs.some((pair) => pair.every(filled)))
    return { messageId: 'noPair', args: { keys: shown }, field: 'data', found: shown };
  if (certificate === undefined) return undefined;
  if (certificate.state === 'unreadable') return { messageId: 'unreadable', field: 'data', found: 'not a certificate' };
  const { notBefore, notAfter } = certificate;
  const found = `certificate valid from ${notBefore} to ${notAfter}`;
  if (Date.parse(notAfter) < now.getTime())
    return { messageId: 'expired', args: { date: notAfter }, field: 'data', found };
  if (Date.parse(notBefore) > now.getTime())
    return { messageId: 'notYetValid', args: { date: notBefore }, field: 'data', found };
  return undefined;
}

function authorityFault(
  { tls }: GatewayServer,
  { namespace, name }: CredentialRef,
  secrets: readonly Secret[],
): Fault | undefined {
  if (tls === undefined || !['MUTUAL', 'OPTIONAL_MUTUAL'].includes(tls.mode ?? '')) return undefined;
  if (tls.caCertCredentialName !== undefined || tls.caCertificates !== undefined) return undefined;
  const places = [name, `${name}-cacert`].flatMap(
    (candidate) => secretNamed(secrets, { namespace, name: candidate }) ?? [],
  );
  if (places.some(({ keys }) => authorityKeys.some((key) => keys.includes(key)))) return undefined;
  return { messageId: 'noAuthority', field: 'data', found: places.flatMap(({ keys }) => keys).join(', ') };
}

/** Hosts with a wildcard stand for names that the certificate may well have. */
function hostFault({ hosts, tls }: GatewayServer, { certificate }: Secret): Fault | undefined {
  if (certificate?.state !== 'read' || certificate.names.length === 0 || tls?.mode === 'PASSTHROUGH') return undefined;
  const names = certificate.names.map((name) => name.toLowerCase());
  const host = hosts
    .map((written) => written.slice(written.indexOf('/') + 1).toLowerCase())
    .find((candidate) => !candidate.startsWith('*') && !names.some((name) => isNamedBy(candidate, name)));
  if (host === undefined) return undefined;
  const shown = names.slice(0, 5).join(', ');
  return { messageId: 'otherHost', args: { host, names: shown }, field: 'data', found: `certificate for ${shown}` };
}

/** A wildcard in a certificate stands for one label (RFC 6125, section 6.4.3). */
function isNamedBy(host: string, name: string): boolean {
  if (!name.startsWith('*.')) return name === host;
  return coversHost(name, host) && host.split('.').length === name.split('.').length;
}

function finding(gateway: IstioGateway, server: GatewayServer, secret: Secret, fault: Fault): Finding<Message> {
  const { group, namespace, name, source } = gateway;
  const { messageId, args, field, found } = fault;
  const isRefused = messageId !== 'noAuthority' && messageId !== 'otherHost';
  return {
    messageId,
    args: { namespace, name, podNamespace: secret.namespace, secret: secret.name, ...args },
    subject: { kind: 'Gateway', group, namespace, name },
    ...(isRefused && { aliases: ['IST0161'] }),
    ...(messageId === 'otherHost' && { severity: 'warning' }),
    evidence: [
      citeField(source, `${server.field}.tls.credentialName`, secret.name),
      citeField(secret.source, field, found),
    ],
  };
}
