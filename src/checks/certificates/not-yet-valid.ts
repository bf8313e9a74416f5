import { mapNonEmpty } from '../../core/non-empty.js';
import type { HeldCertificate } from '../../model/facets.js';
import { citeCertificate } from '../../model/lookup/certificates.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { byOwner } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** Certificates may come after the start of the capture that `now` stands for, and clocks differ a little. */
const toleranceMs = 5 * 60 * 1000;

export const certificatesNotYetValid = defineCheck({
  meta: {
    id: 'certificates/not-yet-valid',
    title: 'Certificates are valid already',
    severity: 'error',
    basis: 'observed',
    why: 'Peers refuse a certificate before its time; a clock that is wrong, on the node or at the authority, is the usual reason.',
    fix: [
      {
        text: 'Compare the clocks of the node and of the control plane, and correct time synchronisation.',
        command: 'kubectl get pod -n {namespace} {pod} -o wide',
        doc: 'https://istio.io/latest/docs/ops/common-problems/security-issues/',
      },
      { text: 'Restart the workload afterwards, so that its proxy asks for a new certificate.' },
    ],
  },
  requires: ['workloadCertificates'],
  messages: {
    early: 'A certificate that {namespace}/{workload} holds is not valid before {notBefore} ({count})',
  },
  *run({ workloadCertificates }, { now }) {
    const limit = now.getTime() + toleranceMs;
    const early = workloadCertificates.flatMap((proxy) =>
      [...proxy.chain, ...proxy.authorities]
        .filter((held) => startsAfter(held, limit))
        .map((held) => ({ proxy, held })),
    );
    for (const group of byOwner(early, ({ proxy }) => proxy)) {
      const [{ proxy, held }] = group;
      const { namespace, name } = proxy.pod;
      yield {
        messageId: 'early',
        args: {
          namespace,
          workload: proxy.workload,
          pod: name,
          notBefore: held.notBefore ?? '',
          count: new Set(group.map((one) => one.proxy)).size,
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (one) =>
          citeCertificate(one.proxy, one.held, 'notBefore', one.held.notBefore ?? ''),
        ),
      };
    }
  },
});

function startsAfter({ notBefore }: HeldCertificate, limit: number): boolean {
  return Date.parse(notBefore ?? '') > limit;
}
