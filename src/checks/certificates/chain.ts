import { isNonEmpty, mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { HeldCertificate, WorkloadCertificates } from '../../model/facets.js';
import { citeCertificate, ownCertificate } from '../../model/lookup/certificates.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { byOwner } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const certificatesChain = defineCheck({
  meta: {
    id: 'certificates/chain',
    title: 'Certificates lead to an authority that their proxy trusts',
    severity: 'error',
    basis: 'observed',
    why: 'A peer accepts a certificate only if its chain ends at an authority that the peer trusts. Proxies of one mesh trust the same ones, so a certificate that its own proxy would refuse is refused by others too.',
    fix: [
      {
        text: 'Compare the authority that signed the certificate with the trusted ones, and restart the workload so that it gets both anew.',
        command: 'istioctl proxy-config secret {pod} -n {namespace} -o json',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'With an authority of your own, check the files of the secret cacerts: cert-chain.pem must hold every intermediate between ca-cert.pem and root-cert.pem.',
        command: 'openssl verify -CAfile root-cert.pem -untrusted cert-chain.pem ca-cert.pem',
        doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
      },
    ],
  },
  requires: ['workloadCertificates'],
  messages: {
    untrusted:
      'The certificate of {namespace}/{workload} leads to no authority that its own proxy trusts: those have serial {authorities} ({count} of its proxies)',
  },
  *run({ workloadCertificates }) {
    const untrusted = workloadCertificates.flatMap((proxy) => untrustedIn(proxy) ?? []);
    for (const group of byOwner(untrusted, ({ proxy }) => proxy)) {
      const [{ proxy, authorities }] = group;
      const { namespace, name } = proxy.pod;
      yield {
        messageId: 'untrusted',
        args: {
          namespace,
          workload: proxy.workload,
          pod: name,
          authorities: serialsInWords(authorities),
          count: group.length,
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: [...mapNonEmpty(group, citeIssuer), citeAuthorities(group[0])],
      };
    }
  },
});

interface Untrusted {
  proxy: WorkloadCertificates;
  certificate: HeldCertificate;
  authorities: NonEmpty<HeldCertificate>;
}

function untrustedIn(proxy: WorkloadCertificates): Untrusted | undefined {
  const { authorities } = proxy;
  const certificate = ownCertificate(proxy);
  if (certificate === undefined || !isNonEmpty(authorities) || mayLeadToAuthority(certificate, proxy)) return undefined;
  return { proxy, certificate, authorities };
}

/** True as well where an issuer on the way is not known. */
function mayLeadToAuthority(leaf: HeldCertificate, { chain, authorities }: WorkloadCertificates): boolean {
  const held = [...chain, ...authorities];
  const reached = new Set([leaf]);
  // The set grows while it is walked; a certificate that signed itself ends the way.
  for (const certificate of reached) {
    const issuers = issuersOf(certificate, held);
    if (issuers === undefined || issuers.some((issuer) => authorities.includes(issuer))) return true;
    for (const issuer of issuers) reached.add(issuer);
  }
  return false;
}

/** Those of the certificates that signed this one: by key, else by name; nothing when its source tells neither. */
function issuersOf(
  { signedBy, issuer }: HeldCertificate,
  held: readonly HeldCertificate[],
): readonly HeldCertificate[] | undefined {
  if (signedBy !== undefined && held.every(({ fingerprint }) => fingerprint !== undefined))
    return held.filter(({ fingerprint = '' }) => signedBy.includes(fingerprint));
  // An issuer may lack a name, although RFC 5280 (4.1.2.4) asks for one.
  if (!issuer || held.some(({ subject }) => subject === undefined)) return undefined;
  return held.filter(({ subject }) => subject === issuer);
}

function citeIssuer({ proxy, certificate }: Untrusted) {
  return citeCertificate(proxy, certificate, 'issuer', certificate.issuer || 'not named');
}

function citeAuthorities({ proxy, authorities }: Untrusted) {
  return citeCertificate(proxy, authorities[0], 'authorities', serialsInWords(authorities));
}

/** `a1`, or `a1 and 140 more` for a bundle of public authorities. */
function serialsInWords([{ serial }, ...more]: NonEmpty<HeldCertificate>): string {
  return more.length === 0 ? serial : `${serial} and ${more.length} more`;
}
