import { authorizationSplitRule } from '../../../src/checks/authorization/split-rule.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function policy(rules: string, action = 'ALLOW'): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {action: ${action}, rules: [${rules}]}
  `;
}

const from = 'from: [{source: {namespaces: [web]}}]';
const to = 'to: [{operation: {paths: ["/admin/*"]}}]';

describeOnManifests(authorizationSplitRule, {
  silent: {
    'one rule': policy(`{${from}, ${to}}`),
    'probes are open to everybody': policy(`{${from}}, {to: [{operation: {paths: [/healthz, /ready]}}]}`),
    'two rules with clients': policy(`{${from}}, {${from}, ${to}}`),
    'a policy that denies': policy(`{${from}}, {${to}}`, 'DENY'),
  },
  fires: {
    'a dash before to': {
      given: policy(`{${from}}, {${to}}`),
      expect: [{ messageId: 'split', subject: 'AuthorizationPolicy shop/api', severity: 'warning' }],
    },
  },
});
