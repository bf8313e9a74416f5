import { at, type Report } from '../report.js';
import { choice, flag, list, type Read, record, text, wrapped } from '../schema.js';

const version = choice('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3');

const certificate = record({ serverCertificate: text(), privateKey: text(), caCertificates: text() });

/** `tls` of Gateway servers and Sidecar ingress listeners. */
export const serverTls = record(
  {
    httpsRedirect: flag,
    mode: choice('PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'),
    serverCertificate: text(),
    privateKey: text(),
    caCertificates: text(),
    caCrl: text(),
    credentialName: text(),
    credentialNames: list(text(), { min: 1, max: 2 }),
    caCertCredentialName: text(),
    tlsCertificates: list(certificate, { min: 1, max: 2 }),
    subjectAltNames: list(text()),
    verifyCertificateSpki: list(text()),
    verifyCertificateHash: list(text()),
    minProtocolVersion: version,
    maxProtocolVersion: version,
    cipherSuites: list(text()),
    ecdhCurves: list(text()),
    insecureSkipVerify: wrapped(flag),
  },
  {
    oneOf: [
      ['tlsCertificates', 'credentialNames'],
      ['credentialName', 'credentialNames'],
    ],
  },
);

export type ServerTls = Read<typeof serverTls>;

/** What BoringSSL offers without PSK. */
const cipherSuites: readonly string[] = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
];

const certificateFields = [
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'tlsCertificates',
  'credentialName',
  'credentialNames',
] as const;

export function checkServerTls(tls: ServerTls, field: string, report: Report): void {
  const { mode = 'PASSTHROUGH' } = tls;
  checkCiphers(tls, field, report);
  if (mode === 'ISTIO_MUTUAL') {
    for (const name of certificateFields) {
      if (isSet(tls[name]))
        report.error(at(field, name), 'cannot be set with mode ISTIO_MUTUAL, which brings its own certificates');
    }
    return;
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    const ignored = [...certificateFields, 'caCrl' as const].filter((name) => isSet(tls[name]));
    if (ignored.length > 0) report.warn(at(field, ignored[0] ?? ''), `is ignored: mode ${mode} uses no certificates`);
  }
  const sources = [
    tls.serverCertificate && tls.privateKey,
    tls.credentialName,
    tls.credentialNames,
    tls.tlsCertificates,
  ];
  if (sources.filter(isSet).length > 1) {
    report.error(
      field,
      'can have one source of certificates: credentialName, credentialNames, tlsCertificates or files',
    );
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') checkRevocation(tls, field, report);
  else if (!isSet(tls.credentialName) && !isSet(tls.credentialNames)) {
    checkFiles(tls, mode, field, report);
    checkRevocation(tls, field, report);
  }
}

function checkCiphers(
  { minProtocolVersion, cipherSuites: suites = [] }: ServerTls,
  field: string,
  report: Report,
): void {
  const isOld = minProtocolVersion === 'TLSV1_0' || minProtocolVersion === 'TLSV1_1';
  if (isOld && suites.length === 0) {
    report.warn(at(field, 'minProtocolVersion'), 'needs cipher suites: the default ones fit TLS 1.2 and later only');
  }
  const here = at(field, 'cipherSuites');
  const isKnown = (suite: string) => !/^[\p{N}\p{L}]/u.test(suite) || suite === 'ALL' || cipherSuites.includes(suite);
  const invalid = suites.filter((suite) => !isKnown(suite));
  if (invalid.length > 0) report.warn(here, `unknown cipher suites are ignored: ${invalid.slice(0, 5).join(', ')}`);
  const known = suites.filter(isKnown);
  if (new Set(known).size < known.length) report.warn(here, 'has a cipher suite twice');
}

function checkFiles(tls: ServerTls, mode: string, field: string, report: Report): void {
  if (mode !== 'SIMPLE' && !tls.caCertificates) {
    report.error(at(field, 'caCertificates'), `mode ${mode} needs the certificates that clients are verified with`);
  }
  const { tlsCertificates = [] } = tls;
  const certificates = tlsCertificates.length > 0 ? tlsCertificates : [tls];
  for (const [index, { serverCertificate, privateKey }] of certificates.entries()) {
    const here = tlsCertificates.length > 0 ? at(at(field, 'tlsCertificates'), index) : field;
    if (!serverCertificate)
      report.error(at(here, 'serverCertificate'), `mode ${mode} needs a certificate, or a credentialName`);
    if (!privateKey) report.error(at(here, 'privateKey'), `mode ${mode} needs a private key, or a credentialName`);
  }
  if (tlsCertificates.length > 2) report.warn(at(field, 'tlsCertificates'), 'only two certificates are used');
}

function checkRevocation({ caCrl, credentialName, mode }: ServerTls, field: string, report: Report): void {
  if (!caCrl) return;
  if (credentialName) report.error(at(field, 'caCrl'), 'belongs into the credential that credentialName names');
  if (mode === 'SIMPLE') report.error(at(field, 'caCrl'), 'mode SIMPLE verifies no client certificates');
}

function isSet(value: string | readonly unknown[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}
