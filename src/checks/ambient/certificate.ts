import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { Ztunnel, ZtunnelCertificate } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { identityIn } from '../../model/lookup/certificates.js';
import { groupBy } from '../../model/lookup/derive.js';
import { defineCheck } from '../check.js';

interface Holding {
  ztunnel: Ztunnel;
  certificate: ZtunnelCertificate;
}

/** How ztunnel calls the state of an identity whose last pod on the node is gone. */
const noLongerNeeded = 'the identity is no longer needed';

export const ambientCertificate = defineCheck({
  meta: {
    id: 'ambient/certificate',
    title: 'Every ztunnel holds valid certificates for the workloads of its node',
    severity: 'error',
    basis: 'observed',
    why: 'Without a valid certificate ztunnel can neither open nor accept mutual TLS for the workloads of the service account on that node.',
    fix: [
      {
        text: 'Read why ztunnel gets no certificate: the address of istiod, its root certificate, a rejected token.',
        command: 'kubectl logs -n istio-system -l app=ztunnel',
        doc: 'https://istio.io/latest/docs/ambient/usage/troubleshoot-ztunnel/',
      },
      { text: 'See what every ztunnel holds.', command: 'istioctl ztunnel-config certificates' },
    ],
  },
  requires: ['ztunnels'],
  era: mayBeAmbient,
  messages: {
    unavailable:
      'ztunnel has no certificate for the workloads of service account {namespace}/{account} ({count} nodes): {reason}',
    expired:
      "ztunnel's certificate for the workloads of service account {namespace}/{account} expired on {when} ({count} nodes)",
  },
  *run({ ztunnels }, { now }) {
    for (const group of holdings(ztunnels, (certificate, ztunnel) => isMissing(certificate, ztunnel))) {
      const [{ certificate }] = group;
      const about = accountOf(certificate);
      if (about === undefined) continue;
      const { reason = '' } = certificate;
      yield {
        messageId: 'unavailable',
        args: { ...about.args, count: group.length, reason },
        subject: about.subject,
        evidence: mapNonEmpty(group, (held) => cite(held, 'state', `Unavailable: ${held.certificate.reason}`)),
      };
    }
    for (const group of holdings(ztunnels, (certificate) => isExpired(certificate, now))) {
      const [{ certificate }] = group;
      const about = accountOf(certificate);
      if (about === undefined) continue;
      yield {
        messageId: 'expired',
        args: { ...about.args, count: group.length, when: certificate.chain[0]?.notAfter ?? '' },
        subject: about.subject,
        evidence: mapNonEmpty(group, (held) => cite(held, 'expirationTime', held.certificate.chain[0]?.notAfter ?? '')),
      };
    }
  },
});

/** Certificates of one identity in all ztunnels. */
function holdings(
  ztunnels: readonly Ztunnel[],
  isWanted: (certificate: ZtunnelCertificate, ztunnel: Ztunnel) => boolean,
) {
  const found = ztunnels.flatMap((ztunnel) =>
    (ztunnel.certificates ?? [])
      .filter((certificate) => isWanted(certificate, ztunnel))
      .map((certificate): Holding => ({ ztunnel, certificate })),
  );
  return groupBy(found, ({ certificate }) => certificate.identity).values();
}

/** A table of istioctl gives no reason, so that an identity which nobody needs any more looks the same there. */
function isMissing({ identity, state, reason }: ZtunnelCertificate, { certificates = [] }: Ztunnel): boolean {
  if (state !== 'Unavailable' || reason === undefined || reason.includes(noLongerNeeded)) return false;
  return !certificates.some((other) => other.identity === identity && other.state === 'Available');
}

function isExpired({ state, chain: [leaf] }: ZtunnelCertificate, now: Date): boolean {
  return state === 'Available' && leaf !== undefined && Date.parse(leaf.notAfter) < now.getTime();
}

function accountOf({ identity }: ZtunnelCertificate) {
  const found = identityIn(identity);
  if (found === undefined) return undefined;
  const { namespace, serviceAccount: account } = found;
  return { args: { namespace, account }, subject: { kind: 'ServiceAccount', namespace, name: account } };
}

function cite({ ztunnel, certificate: { pointer, line, excerpt } }: Holding, field: string, value: string) {
  if (line !== undefined && excerpt !== undefined) return { ...ztunnel.source, line, excerpt };
  const source = pointer === undefined ? ztunnel.source : { ...ztunnel.source, pointer };
  return citeField(source, field, ztunnel.node === undefined ? value : `${value} (node ${ztunnel.node})`);
}
