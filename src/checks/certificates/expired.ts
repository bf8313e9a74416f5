import { mapNonEmpty } from '../../core/non-empty.js';
import type { HeldCertificate, WorkloadCertificates } from '../../model/facets.js';
import { newestTimeIn } from '../../model/lookup/capture-time.js';
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
  uses: ['capture', 'proxyLogs', 'controlPlaneLogs', 'events', 'proxyConfigs'],
  identity: ['serial'],
  messages: {
    workload: 'The certificate of {namespace}/{workload} expired {when} ({count} of its proxies hold it)',
    authority: 'The authority with serial {authority} expired {when}, and {count} proxies trust no other',
    workloadSince:
      'The certificate of {namespace}/{workload} has expired by now, {when}; it was valid at {seen}, the newest time in the files',
    authoritySince:
      'The authority with serial {authority} has expired by now, {when}; it was valid at {seen}, the newest time in the files',
    oldAuthority: 'The authority with serial {authority} expired {when}; {count} proxies trust it beside a valid one',
  },
  *run({ workloadCertificates, mesh, capture, ...timed }, { now }) {
    const seen = capture === undefined ? timeBefore(now, newestTimeIn(timed)) : undefined;
    const wasValid = ({ held }: Holding) => seen !== undefined && !isExpired(held, seen);
    const since = { seen: seen?.toISOString() ?? '' };
    const expired = workloadCertificates.flatMap((proxy) =>
      proxy.chain.filter((held) => isExpired(held, now)).map((held) => ({ proxy, held })),
    );
    for (const group of byOwner(expired, ({ proxy }) => proxy)) {
      const [{ proxy, held }] = group;
      const { namespace, name } = proxy.pod;
      const count = new Set(group.map((one) => one.proxy)).size;
      const isSince = group.every(wasValid);
      yield {
        messageId: isSince ? 'workloadSince' : 'workload',
        ...(isSince && { severity: 'info' as const }),
        args: {
          namespace,
          workload: proxy.workload,
          pod: name,
          when: expiryInWords(held),
          count,
          serial: '',
          ...(isSince && since),
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, cite),
      };
    }
    for (const group of expiredAuthorities(workloadCertificates, now)) {
      const [{ proxy, held }] = group;
      const helpless = group.filter((one) => one.proxy.authorities.every((other) => isExpired(other, now)));
      const isSince = group.every(wasValid);
      yield {
        messageId: isSince ? 'authoritySince' : helpless.length > 0 ? 'authority' : 'oldAuthority',
        severity: helpless.length > 0 && !isSince ? 'error' : 'info',
        args: {
          ...(isSince && since),
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

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The newest time in the files, where they are much older than now: nothing tells when loose files were taken, and their
 * certificates have been renewed since.
 */
function timeBefore(now: Date, newest: Date | undefined): Date | undefined {
  return newest !== undefined && now.getTime() - newest.getTime() > dayMs ? newest : undefined;
}

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
