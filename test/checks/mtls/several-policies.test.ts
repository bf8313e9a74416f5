import { mtlsSeveralPolicies } from '../../../src/checks/mtls/several-policies.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const pod = `
  apiVersion: v1
  kind: Pod
  metadata: {name: cart-1, namespace: shop, labels: {app: cart, tier: web}}
  spec: {containers: [{name: app, image: app}]}
  ---`;

function peer(name: string, namespace: string, mode: string, labels = ''): string {
  return `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: ${name}, namespace: ${namespace}}
  spec: {${labels === '' ? '' : `selector: {matchLabels: {${labels}}},`} mtls: {mode: ${mode}}}
  ---`;
}

describeOnManifests(mtlsSeveralPolicies, {
  silent: {
    'one for the namespace, one for a workload, one of another namespace':
      pod + peer('a', 'shop', 'STRICT') + peer('b', 'shop', 'DISABLE', 'app: cart') + peer('a', 'web', 'STRICT'),
    'selectors that no common pod has':
      pod + peer('a', 'shop', 'STRICT', 'app: cart') + peer('b', 'shop', 'STRICT', 'app: db'),
  },
  fires: {
    'two without a selector': {
      given: peer('a', 'shop', 'STRICT') + peer('b', 'shop', 'PERMISSIVE'),
      expect: [
        { messageId: 'withoutSelector', subject: 'PeerAuthentication shop/a', severity: 'error', aliases: ['KIA0002'] },
        { messageId: 'withoutSelector', subject: 'PeerAuthentication shop/b', args: { names: 'a, b' } },
      ],
    },
    'two that select one pod, with the same mode': {
      given: pod + peer('a', 'shop', 'STRICT', 'app: cart') + peer('b', 'shop', 'STRICT', 'tier: web'),
      expect: [
        { messageId: 'sameWorkload', subject: 'PeerAuthentication shop/a', severity: 'warning', aliases: ['KIA0003'] },
        { messageId: 'sameWorkload', subject: 'PeerAuthentication shop/b', args: { others: 'a' } },
      ],
    },
  },
});
