import { authorizationNeedsMutualTls } from '../../../src/checks/authorization/needs-mutual-tls.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function policy(rule: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec:
    selector: {matchLabels: {app: cart}}
    rules: [${rule}]
  ---`;
}

const byPrincipal = policy('{from: [{source: {principals: ["*"]}}]}');

function peer(namespace: string, mode: string, selector = ''): string {
  return `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: ${namespace}}
  spec: {${selector} mtls: {mode: ${mode}}}
  ---`;
}

function rule(host: string, mode: string): string {
  return `
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: tls, namespace: istio-system}
  spec: {host: "${host}", trafficPolicy: {tls: {mode: ${mode}}}}
  ---`;
}

const off = 'enableAutoMtls: false';
const subject = 'AuthorizationPolicy shop/api';

describeOnManifests(authorizationNeedsMutualTls, {
  silent: {
    'auto mutual TLS does the rest': byPrincipal,
    'mode PERMISSIVE with auto mutual TLS': byPrincipal + peer('istio-system', 'PERMISSIVE'),
    'nothing is asked of the client': policy('{to: [{operation: {methods: [GET]}}]}') + peer('shop', 'DISABLE'),
    'request principals come from tokens':
      policy('{from: [{source: {requestPrincipals: ["*"]}}]}') + peer('shop', 'DISABLE'),
    'the workload itself is strict': {
      yaml: byPrincipal + peer('shop', 'STRICT', 'selector: {matchLabels: {app: cart}},'),
      meshConfig: off,
    },
    'a rule turns mutual TLS on': {
      yaml: byPrincipal + peer('shop', 'PERMISSIVE') + rule('*.shop.svc.cluster.local', 'ISTIO_MUTUAL'),
      meshConfig: off,
    },
    'ambient namespaces have it always': documents(
      `
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
      `,
      byPrincipal + peer('shop', 'DISABLE'),
    ),
  },
  fires: {
    'the namespace turns it off': {
      given: byPrincipal + peer('shop', 'DISABLE'),
      expect: [{ messageId: 'off', subject, severity: 'error', aliases: ['KIA0105'] }],
    },
    'clients speak plain text': {
      given: byPrincipal + rule('*.local', 'DISABLE'),
      expect: [{ messageId: 'off', subject, args: { attributes: 'principals' } }],
    },
    'nothing is automatic and nothing turns it on': {
      given: { yaml: policy('{when: [{key: source.namespace, values: [web]}]}'), meshConfig: off },
      expect: [{ messageId: 'off', subject, args: { attributes: 'source.namespace' } }],
    },
    'only a rule turns it on': {
      given: { yaml: byPrincipal + rule('*.local', 'ISTIO_MUTUAL'), meshConfig: off },
      expect: [{ messageId: 'notRequired', subject, severity: 'info', args: { rule: 'istio-system/tls' } }],
    },
  },
});
