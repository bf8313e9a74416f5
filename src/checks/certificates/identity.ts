import { mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec, WorkloadCertificates } from '../../model/facets.js';
import { citeCertificate, identityOf, ownCertificate } from '../../model/lookup/certificates.js';
import { specOf, workloadSubject } from '../../model/lookup/pods.js';
import { byOwner } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const certificatesIdentity = defineCheck({
  meta: {
    id: 'certificates/identity',
    title: 'Certificates carry the service account of their pod',
    severity: 'error',
    basis: 'observed',
    why: 'Peers and authorization policies know a workload by the name in its certificate; with another name clients refuse the server and policies deny the client.',
    fix: [
      {
        text: 'Compare the name in the certificate with the service account of the pod, and restart the workload so that it gets a certificate of its own.',
        command: 'istioctl proxy-config secret {pod} -n {namespace} -o json',
        doc: 'https://istio.io/latest/docs/concepts/security/#istio-identity',
      },
      { text: 'If an external CA signs, correct the rule by which it makes the SPIFFE name.' },
    ],
  },
  requires: ['workloadCertificates'],
  uses: ['podSpecs'],
  messages: {
    mismatch:
      'Proxies of {namespace}/{workload} carry the identity {found}, and their pods run as service account {expected}',
  },
  *run({ workloadCertificates, podSpecs }) {
    const wrong = workloadCertificates.flatMap((proxy) => mismatchOf(proxy, podSpecs) ?? []);
    for (const group of byOwner(wrong, ({ proxy }) => proxy)) {
      const [{ proxy, found, expected }] = group;
      const { namespace, name } = proxy.pod;
      yield {
        messageId: 'mismatch',
        args: { namespace, workload: proxy.workload, pod: name, found, expected },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (one) => citeCertificate(one.proxy, one.certificate, 'names', one.found)),
      };
    }
  },
});

function mismatchOf(proxy: WorkloadCertificates, podSpecs: readonly PodSpec[] | undefined) {
  const certificate = ownCertificate(proxy);
  const identity = certificate && identityOf(certificate);
  if (certificate === undefined || identity === undefined) return undefined;
  const account = specOf(podSpecs, proxy.pod)?.serviceAccount ?? proxy.serviceAccount ?? identity.serviceAccount;
  if (identity.namespace === proxy.pod.namespace && identity.serviceAccount === account) return undefined;
  return {
    proxy,
    certificate,
    found: `${identity.namespace}/${identity.serviceAccount}`,
    expected: `${proxy.pod.namespace}/${account}`,
  };
}
