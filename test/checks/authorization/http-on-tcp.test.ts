import { authorizationHttpOnTcp } from '../../../src/checks/authorization/http-on-tcp.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const database = `
  apiVersion: v1
  kind: Service
  metadata: {name: db, namespace: shop}
  spec:
    selector: {app: db}
    ports: [{name: tcp-db, port: 5432, targetPort: 15432}, {name: http-admin, port: 80, targetPort: 8080}]
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: db, namespace: shop, labels: {app: db}}
  spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: proxyv2}]}
  ---`;

function policy(action: string, ...rules: readonly string[]): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {action: ${action}, rules: [${rules.join(', ')}]}
  ---`;
}

const get = '{to: [{operation: {methods: [GET]}}]}';

describeOnManifests(authorizationHttpOnTcp, {
  silent: {
    'the rule names the HTTP port of the pods':
      database + policy('ALLOW', '{to: [{operation: {methods: [GET], ports: ["8080"]}}]}'),
    'another rule lets the TCP port in': database + policy('ALLOW', get, '{to: [{operation: {ports: ["15432"]}}]}'),
    'no rule is about HTTP': database + policy('ALLOW', '{from: [{source: {namespaces: [web]}}]}'),
  },
  fires: {
    'nothing but HTTP is allowed': {
      given: database + policy('ALLOW', get),
      expect: [
        {
          messageId: 'denied',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'warning',
          args: { service: 'shop/db', port: 5432, protocol: 'tcp', attribute: 'methods' },
        },
      ],
    },
    'a DENY rule without a port': {
      given: database + policy('DENY', get),
      expect: [{ messageId: 'widened', subject: 'AuthorizationPolicy shop/api', args: { port: 5432 } }],
    },
  },
});
