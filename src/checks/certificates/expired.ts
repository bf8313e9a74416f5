import { mapNonEmpty } from '../../core/non-empty.js';
import type { HeldCertificate, WorkloadCertificates } from '../../model/facets.js';
import { citeCertificate, expiryInWords, isExpired } from '../../model/lookup/certificates.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { byOwner, meshSubject } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const certificatesExpired = defineCheck({
  meta: {
    id: 'certificates/expired',
    title: 'No certificate that a proxy holds has expired',
    severity: 'error',
    basis: 'observed',
    why: 'Peers refuse mutual TLS with an expired certificate, so every connection from and to the workload fails.',
    fix: [
      {
        text: 'Look for the reason why the certificate was not renewed: the agent asks istiod (Citadel before Istio 1.5) long before it expires.',
        command: 'istioctl proxy-config secret {pod} -n {namespace}',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      { text: 'Restart the workload, so that its proxy asks for a new certificate.' },
      {
        text: 'If an authority has expired, give the control plane a new one before the workloads are restarted.',
        doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
      },
    ],
  },
  requires: ['workloadCertificates', 'mesh'],
  identity: ['serial'],
  messages: {
    workload: 'The certificate of {namespace}/{workload} expired {when} ({count} of its proxies hold it)',
    authority: 'The authority with serial {authority} expired {when}, and {count} proxies trust no other',
    oldAuthority: 'The authority with serial {authority} expired {when}; {count} proxies trust it beside a valid one',
  },
  *run({ workloadCertificates, mesh }, { now }) {
    const expired = workloadCertificates.flatMap((proxy) =>
      proxy.chain.filter((held) => isExpired(held, now)).map((held) => ({ proxy, held })),
    );
    for (const group of byOwner(expired, ({ proxy }) => proxy)) {
      const [{ proxy, held }] = group;
      const { namespace, name } = proxy.pod;
      const count = new Set(group.map((one) => one.proxy)).size;
      yield {
        messageId: 'workload',
        args: { namespace, workload: proxy.workload, pod: name, when: expiryInWords(held), count, serial: '' },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, cite),
      };
    }
    for (const group of expiredAuthorities(workloadCertificates, now)) {
      const [{ proxy, held }] = group;
      const helpless = group.filter((one) => one.proxy.authorities.every((other) => isExpired(other, now)));
      yield {
        messageId: helpless.length > 0 ? 'authority' : 'oldAuthority',
        severity: helpless.length > 0 ? 'error' : 'info',
        args: {
          namespace: proxy.pod.namespace,
          pod: proxy.pod.name,
          authority: held.serial,
          serial: held.serial,
          when: expiryInWords(held),
          count: helpless.length || group.length,
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

function expiredAuthorities(proxies: readonly WorkloadCertificates[], now: Date) {
  const expired = proxies.flatMap((proxy) =>
    proxy.authorities.filter((held) => isExpired(held, now)).map((held) => ({ proxy, held })),
  );
  return groupBy(expired, ({ held }) => held.fingerprint ?? held.serial).values();
}

function cite({ proxy, held }: Holding) {
  return citeCertificate(proxy, held, 'notAfter', held.notAfter ?? `${held.daysLeft} days left`);
}
