import { citeField } from '../../core/evidence.js';
import type { ClientTls, DestinationRule } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

/** Proxies check servers against the authorities of their system where a rule names none (VERIFY_CERTIFICATE_AT_CLIENT). */
const verifiesByDefault = 21;

export const routingUnverifiedServer = defineCheck({
  meta: {
    id: 'routing/unverified-server',
    title: 'DestinationRules that start TLS verify the server',
    severity: 'warning',
    why: 'Without authorities to trust a proxy takes any certificate, so that whoever sits in between can read and change the traffic.',
    fix: [
      {
        text: 'Set caCertificates (system, or a file in the proxy) and subjectAltNames in the TLS settings of the rule.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',
      },
    ],
    codes: ['IST0128', 'IST0129'],
    decides:
      'Looks at the TLS mode SIMPLE or MUTUAL of the rule and of its port settings: caCertificates are missing, and it is not credentialName with a workloadSelector that supplies them.',
    falsePositives: [
      'From Istio 1.21 on proxies verify with the authorities of their system: a bundle of such a mesh gives a finding only for insecureSkipVerify.',
      'In bundles credentialName is trusted to bring the authorities; on manifests the verdict is that of istioctl.',
      'Policies of subsets are not looked at.',
    ],
  },
  requires: ['destinationRules', 'mesh'],
  messages: {
    rule: 'DestinationRule {namespace}/{name} starts TLS ({mode}) to {host} without verifying the server',
    port: 'DestinationRule {namespace}/{name} starts TLS ({mode}) to port {port} of {host} without verifying the server',
  },
  identity: ['port'],
  *run({ destinationRules, mesh }) {
    const verifies = !mesh.isManifests && (oldestMinor(mesh) ?? verifiesByDefault) >= verifiesByDefault;
    for (const rule of destinationRules) {
      const { namespace, name, spec, source } = rule;
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { tls, port } of tlsSettings(rule)) {
        if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') continue;
        const brings = tls.credentialName !== undefined && (!mesh.isManifests || spec.workloadSelector !== undefined);
        const isOpen = verifies
          ? tls.insecureSkipVerify === true
          : !tls.caCertificates && (!brings || tls.insecureSkipVerify === true);
        if (!isOpen) continue;
        yield {
          messageId: port === undefined ? 'rule' : 'port',
          args: { namespace, name, host: spec.host, mode: tls.mode, ...(port !== undefined && { port }) },
          subject: { kind: 'DestinationRule', namespace, name },
          aliases: [port === undefined ? 'IST0128' : 'IST0129'],
          evidence: [citeField(source, tls.field, `mode ${tls.mode}, no caCertificates`)],
        };
      }
    }
  },
});

function tlsSettings({ spec }: DestinationRule): readonly { tls: ClientTls; port?: number }[] {
  return [
    ...(spec.policy?.tls === undefined ? [] : [{ tls: spec.policy.tls }]),
    ...(spec.policy?.ports ?? []).flatMap(({ tls, port }) => (tls === undefined ? [] : [{ tls, port }])),
  ];
}
