import { mapNonEmpty } from '../../core/non-empty.js';
import type { HeldCertificate, WorkloadCertificates } from '../../model/facets.js';
import { citeCertificate, daysLeft, expiryInWords } from '../../model/lookup/certificates.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { byOwner, meshSubject } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** The agent renews at half of the lifetime (SECRET_GRACE_PERIOD_RATIO 0.5), so this little is never left in a healthy mesh. */
const lifetimeLeft = 0.1;
const authorityDays = 30;

export const certificatesExpiring = defineCheck({
  meta: {
    id: 'certificates/expiring',
    title: 'Certificates are renewed long before they expire',
    severity: 'warning',
    basis: 'observed',
    why: 'Once the certificate has expired, peers refuse every connection from and to the workload.',
    fix: [
      {
        text: 'Find out why the certificate was not renewed: the agent asks at half of its lifetime.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'Plan the rotation of an authority so that both roots are trusted while workloads restart.',
        doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
      },
    ],
  },
  requires: ['workloadCertificates', 'mesh'],
  identity: ['serial'],
  messages: {
    workload: 'The certificate of {namespace}/{workload} expires {when} and was not renewed ({count})',
    authority: 'The authority with serial {authority}, which {count} proxies trust, expires {when}',
  },
  *run({ workloadCertificates, mesh }, { now }) {
    const leaves = holdings(workloadCertificates, 'chain', (held) => isNearEnd(held, now));
    for (const group of byOwner(leaves, ({ proxy }) => proxy)) {
      const [{ proxy, held }] = group;
      const { namespace, name } = proxy.pod;
      yield {
        messageId: 'workload',
        args: {
          namespace,
          workload: proxy.workload,
          pod: name,
          when: expiryInWords(held),
          count: group.length,
          serial: '',
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, cite),
      };
    }
    const roots = holdings(workloadCertificates, 'authorities', (held) => isBelow(authorityDays, held, now));
    for (const group of groupBy(roots, ({ held }) => held.fingerprint ?? held.serial).values()) {
      const [{ proxy, held }] = group;
      yield {
        messageId: 'authority',
        args: {
          namespace: proxy.pod.namespace,
          pod: proxy.pod.name,
          authority: held.serial,
          serial: held.serial,
          when: expiryInWords(held),
          count: group.length,
        },
        subject: meshSubject(mesh),
        evidence: mapNonEmpty(group, cite),
      };
    }
  },
});

interface Holding {
  proxy: WorkloadCertificates;
  held: HeldCertificate;
}

function holdings(
  proxies: readonly WorkloadCertificates[],
  part: 'chain' | 'authorities',
  isWanted: (held: HeldCertificate) => boolean,
): Holding[] {
  return proxies.flatMap((proxy) => proxy[part].filter(isWanted).map((held) => ({ proxy, held })));
}

function isBelow(days: number, held: HeldCertificate, now: Date): boolean {
  const left = daysLeft(held, now);
  return left !== undefined && left >= 0 && left < days;
}

/** Without the start of its validity (Istio 1.0) a lifetime is unknown. */
function isNearEnd(held: HeldCertificate, now: Date): boolean {
  const lifetime = (Date.parse(held.notAfter ?? '') - Date.parse(held.notBefore ?? '')) / (24 * 60 * 60 * 1000);
  return isBelow(lifetime * lifetimeLeft, held, now);
}

function cite({ proxy, held }: Holding) {
  return citeCertificate(proxy, held, 'notAfter', held.notAfter ?? `${held.daysLeft} days left`);
}
