import { at, type Report } from '../report.js';
import { choice, flag, list, type Read, record, text, wrapped } from '../schema.js';

/** `tls` of a DestinationRule's traffic policies. */
export const clientTls = record({
  mode: choice('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
  clientCertificate: text(),
  privateKey: text(),
  caCertificates: text(),
  caCrl: text(),
  credentialName: text(),
  subjectAltNames: list(text()),
  sni: text(),
  insecureSkipVerify: wrapped(flag),
});

type ClientTls = Read<typeof clientTls>;

const configMap = 'configmap://';
const files = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'] as const;

export function checkClientTls(tls: ClientTls | undefined, field: string, namespace: string, report: Report): void {
  if (tls === undefined) return;
  const { mode = 'DISABLE', credentialName = '' } = tls;
  if (credentialName.startsWith(configMap))
    checkConfigMap(credentialName, at(field, 'credentialName'), namespace, report);
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return;
  if (tls.insecureSkipVerify) {
    const isVerifying =
      tls.caCertificates || tls.subjectAltNames !== undefined || (mode === 'SIMPLE' && credentialName);
    if (isVerifying)
      report.error(at(field, 'insecureSkipVerify'), 'contradicts the certificates and names to verify with');
  }
  if (credentialName !== '') {
    const given = files.filter((name) => tls[name]);
    if (given.length > 0) report.error(at(field, 'credentialName'), `cannot stand beside ${given.join(', ')}`);
    return;
  }
  if (mode !== 'MUTUAL') return;
  for (const name of ['clientCertificate', 'privateKey'] as const) {
    if (!tls[name]) report.error(at(field, name), 'is needed for mode MUTUAL, or a credentialName');
  }
}

/** `configmap://<namespace>/<name>`, of the rule's own namespace. */
function checkConfigMap(credentialName: string, field: string, own: string, report: Report): void {
  const [namespace = '', name = ''] = credentialName.slice(configMap.length).split('/');
  if (namespace === '' || name === '') report.error(field, 'must be configmap://<namespace>/<name>');
  else if (namespace !== own) report.error(field, 'must name a ConfigMap of the namespace of this object');
}
