import { mapNonEmpty } from '../../core/non-empty.js';
import { citeCertificate, identityOf, ownCertificate } from '../../model/lookup/certificates.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { byOwner } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const certificatesTrustDomain = defineCheck({
  meta: {
    id: 'certificates/trust-domain',
    title: 'Certificates belong to the trust domain of the mesh',
    severity: 'error',
    basis: 'observed',
    why: 'Proxies accept peers of their own trust domain and its aliases only, and authorization policies name principals with it.',
    fix: [
      {
        text: 'If the trust domain has changed, keep the old one in meshConfig.trustDomainAliases until every workload was restarted.',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/',
      },
      {
        text: 'Restart the workload, so that its proxy gets a certificate of the trust domain of today.',
        command: 'istioctl proxy-config secret {pod} -n {namespace} -o json',
      },
    ],
  },
  requires: ['workloadCertificates', 'mesh'],
  uses: ['meshConfig'],
  messages: {
    other: 'Certificates of {namespace}/{workload} belong to trust domain {found}, and the mesh is {expected}',
  },
  *run({ workloadCertificates, mesh, meshConfig }) {
    const expected = meshConfig?.trustDomain ?? mesh.trustDomain;
    if (expected === undefined) return;
    const accepted = new Set([expected, ...(meshConfig?.trustDomainAliases ?? [])]);
    const foreign = workloadCertificates.flatMap((proxy) => {
      const certificate = ownCertificate(proxy);
      const found = certificate && identityOf(certificate)?.trustDomain;
      if (certificate === undefined || found === undefined || accepted.has(found)) return [];
      return [{ proxy, certificate, found }];
    });
    for (const group of byOwner(foreign, ({ proxy }) => proxy)) {
      const [{ proxy, found }] = group;
      const { namespace, name } = proxy.pod;
      yield {
        messageId: 'other',
        args: { namespace, workload: proxy.workload, pod: name, found, expected },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (one) =>
          citeCertificate(one.proxy, one.certificate, 'names', one.certificate.names.join(', ')),
        ),
      };
    }
  },
});
