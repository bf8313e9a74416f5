import { describeValidation } from '../../../helpers/validation.js';

function policy(trafficPolicy: object) {
  return { host: 'cart', trafficPolicy };
}

const here = 'spec.trafficPolicy';
const balancer = `${here}.loadBalancer`;

function locality(localityLbSetting: object, rest: object = { outlierDetection: {} }) {
  return policy({ loadBalancer: { localityLbSetting }, ...rest });
}

describeValidation(
  { apiVersion: 'networking.istio.io/v1beta1', kind: 'DestinationRule' },
  {
    'a host': { valid: { host: '*.local' }, invalid: {}, errors: ['spec.host'] },
    'a policy has a setting': { valid: policy({ tls: {} }), invalid: policy({}), errors: [here] },
    'tunnel or proxy protocol': {
      valid: policy({ tunnel: { targetHost: 'a.b', targetPort: 80 } }),
      invalid: policy({ tunnel: { targetHost: 'a.b', targetPort: 80 }, proxyProtocol: { version: 'V2' } }),
      errors: [here],
    },
    'subset names differ': {
      valid: { host: 'cart', subsets: [{ name: 'v1' }, { name: 'v2' }] },
      invalid: { host: 'cart', subsets: [{ name: 'v1' }, { name: 'v1' }] },
      errors: ['spec.subsets[1].name'],
    },
    'subset names are DNS labels': {
      valid: { host: 'cart', subsets: [{ name: 'v1-2' }] },
      invalid: { host: 'cart', subsets: [{ name: 'v1_2' }] },
      errors: ['spec.subsets[0].name'],
    },
    'labels of subsets': {
      valid: { host: 'cart', subsets: [{ name: 'v1', labels: { 'app.example.com/version': 'v1' } }] },
      invalid: { host: 'cart', subsets: [{ name: 'v1', labels: { version: 'v 1' } }] },
      errors: ['spec.subsets[0].labels.version'],
    },
    'a connection pool has settings': {
      valid: policy({ connectionPool: { tcp: { idleTimeout: '0s', maxConnections: 1 } } }),
      invalid: policy({ connectionPool: { tcp: { maxConnections: -1, idleTimeout: '-1s' } } }),
      errors: [`${here}.connectionPool.tcp.idleTimeout`, `${here}.connectionPool.tcp.maxConnections`],
    },
    'an upgrade and the protocol of the client': {
      valid: policy({ connectionPool: { http: { h2UpgradePolicy: 'UPGRADE' } } }),
      invalid: policy({ connectionPool: { http: { h2UpgradePolicy: 'UPGRADE', useClientProtocol: true } } }),
      errors: [`${here}.connectionPool.http.useClientProtocol`],
    },
    'an old counter': {
      valid: policy({ outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 100 } }),
      invalid: policy({ outlierDetection: { consecutiveErrors: 5, maxEjectionPercent: 101 } }),
      errors: [`${here}.outlierDetection.maxEjectionPercent`],
      warnings: [`${here}.outlierDetection.consecutiveErrors`],
    },
    'local failures need the split': {
      valid: policy({ outlierDetection: { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 3 } }),
      invalid: policy({ outlierDetection: { consecutiveLocalOriginFailures: 3 } }),
      errors: [`${here}.outlierDetection.consecutiveLocalOriginFailures`],
    },
    'a Maglev table is prime': {
      valid: policy({ loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 65537 } } } }),
      invalid: policy({ loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 65536 } } } }),
      errors: [`${balancer}.consistentHash.maglev.tableSize`],
    },
    'one thing to hash': {
      valid: policy({ loadBalancer: { consistentHash: { httpHeaderName: 'x' } } }),
      invalid: policy({ loadBalancer: { consistentHash: { httpHeaderName: 'x', useSourceIp: true } } }),
      refused: [`${balancer}.consistentHash`],
    },
    'warm-up': {
      valid: policy({ loadBalancer: { warmup: { duration: '60s', aggression: 1, minimumPercent: 100 } } }),
      invalid: policy({ loadBalancer: { warmup: { aggression: 0.5, minimumPercent: 101 } } }),
      errors: [`${balancer}.warmup.aggression`, `${balancer}.warmup.duration`, `${balancer}.warmup.minimumPercent`],
    },
    'weights of localities': {
      valid: locality({ distribute: [{ from: 'a/*', to: { 'a/1/*': 80, 'a/2/*': 20 } }] }),
      invalid: locality({ distribute: [{ from: 'a/*', to: { 'a/1/*': 80, 'a/2/*': 10 } }] }),
      errors: [`${balancer}.localityLbSetting.distribute[0].to`],
    },
    'localities do not overlap': {
      valid: locality({ distribute: [{ from: 'a/1', to: { 'a/1': 60, 'a/2': 40 } }] }),
      invalid: locality({ distribute: [{ from: 'a/1', to: { a: 60, 'a/2': 40 } }] }),
      errors: [`${balancer}.localityLbSetting.distribute[0].to`],
    },
    'failover to another region': {
      valid: locality({ failover: [{ from: 'a', to: 'b' }] }),
      invalid: locality({ failover: [{ from: 'a', to: 'a' }] }),
      errors: [`${balancer}.localityLbSetting.failover[0]`],
    },
    'failover needs outlier detection': {
      valid: locality({ failover: [{ from: 'a', to: 'b' }] }),
      invalid: locality({ failover: [{ from: 'a', to: 'b' }] }, {}),
      warnings: [`${balancer}.localityLbSetting`],
    },
    'mutual TLS needs a certificate': {
      valid: policy({ tls: { mode: 'MUTUAL', credentialName: 'client' } }),
      invalid: policy({ tls: { mode: 'MUTUAL', clientCertificate: '/c' } }),
      errors: [`${here}.tls.privateKey`],
    },
    'a credential or files': {
      valid: policy({ tls: { mode: 'SIMPLE', caCertificates: '/ca' } }),
      invalid: policy({ tls: { mode: 'SIMPLE', credentialName: 'ca', caCertificates: '/ca' } }),
      errors: [`${here}.tls.credentialName`],
    },
    'nothing to verify with': {
      valid: policy({ tls: { mode: 'SIMPLE', insecureSkipVerify: true } }),
      invalid: policy({ tls: { mode: 'SIMPLE', insecureSkipVerify: true, caCertificates: '/ca' } }),
      errors: [`${here}.tls.insecureSkipVerify`],
    },
    'ports of a policy': {
      valid: policy({ portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] }),
      invalid: policy({ portLevelSettings: [{ port: { number: 80 } }] }),
      errors: [`${here}.portLevelSettings[0]`],
    },
    'a selector keeps the rule at home': {
      valid: { host: 'cart', workloadSelector: { matchLabels: { app: 'web' } }, exportTo: ['.'] },
      invalid: { host: 'cart', workloadSelector: { matchLabels: { app: '*' } }, exportTo: ['*'] },
      errors: ['spec.exportTo', 'spec.workloadSelector.matchLabels.app'],
    },
  },
);
