import { authorizationUnknownPrincipal } from '../../../src/checks/authorization/unknown-principal.js';
import { describeCheck } from '../../helpers/check.js';
import { meshCluster } from '../../helpers/facets/clusters.js';
import { authorizationPolicy } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

const account = `
  apiVersion: v1
  kind: ServiceAccount
  metadata: {name: web, namespace: shop}
  ---`;

function policy(principal: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec:
    rules:
    - from:
      - source: {principals: ["${principal}"]}
  `;
}

const aliases = 'trustDomain: example.org\ntrustDomainAliases: [old.example.org]';

describeOnManifests(authorizationUnknownPrincipal, {
  silent: {
    'a service account': account + policy('cluster.local/ns/shop/sa/web'),
    'any principal': account + policy('*'),
    'a pattern that an account matches': account + policy('*/ns/shop/*'),
    'cluster.local stands for the trust domain of the mesh': {
      yaml: account + policy('cluster.local/ns/shop/sa/web'),
      meshConfig: aliases,
    },
    'an alias of the trust domain': {
      yaml: account + policy('old.example.org/ns/shop/sa/web'),
      meshConfig: aliases,
    },
    'the account of a pod': documents(
      `
      apiVersion: v1
      kind: Pod
      metadata: {name: web-1, namespace: shop}
      spec: {serviceAccountName: web, containers: [{name: app, image: app}]}
      `,
      policy('cluster.local/ns/shop/sa/web'),
    ),
  },
  open: {
    'no service accounts were given': { given: policy('cluster.local/ns/shop/sa/web'), because: 'service account' },
  },
  fires: {
    'an account of another namespace': {
      given: account + policy('cluster.local/ns/web/sa/web'),
      expect: [
        { messageId: 'unknown', subject: 'AuthorizationPolicy shop/api', severity: 'error', aliases: ['KIA0106'] },
      ],
    },
    'a foreign trust domain': {
      given: account + policy('other.org/ns/shop/sa/web'),
      expect: [
        {
          messageId: 'foreign',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'warning',
          aliases: ['KIA0108'],
          args: { domain: 'other.org', known: 'cluster.local' },
        },
      ],
    },
    'written with spiffe://, for which no list is needed': {
      given: policy('spiffe://cluster.local/ns/shop/sa/web'),
      expect: [{ messageId: 'scheme', subject: 'AuthorizationPolicy shop/api' }],
    },
  },
});

const rule = {
  field: 'spec.rules[0]',
  from: [
    {
      ...emptySource(),
      field: 'spec.rules[0].from[0].source',
      principals: ['cluster.local/ns/web/sa/web'],
    },
  ],
  to: [],
  when: [],
};
const own = {
  authorizationPolicies: [
    authorizationPolicy({ name: 'api', spec: { selector: new Map(), action: 'ALLOW', rules: 1, ruleList: [rule] } }),
  ],
  serviceAccounts: [],
  mesh: mesh(),
};
const remote = meshCluster('west', {
  serviceAccounts: [{ namespace: 'web', name: 'web', source: { path: 'cluster/serviceaccounts.json' } }],
});

describeCheck(authorizationUnknownPrincipal, {
  silent: {},
  open: {
    'another cluster does not list its accounts': {
      given: { ...own, clusters: [meshCluster('east', own), meshCluster('west')] },
      because: 'service account',
    },
  },
  fires: {
    'an account that another cluster has': {
      given: { ...own, clusters: [meshCluster('east', own), remote] },
      expect: [
        {
          messageId: 'elsewhere',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'info',
          aliases: ['KIA0107'],
          args: { cluster: 'west' },
        },
      ],
    },
  },
});

function emptySource() {
  return {
    principals: [],
    notPrincipals: [],
    requestPrincipals: [],
    notRequestPrincipals: [],
    namespaces: [],
    notNamespaces: [],
    serviceAccounts: [],
    notServiceAccounts: [],
    ipBlocks: [],
    notIpBlocks: [],
    remoteIpBlocks: [],
    notRemoteIpBlocks: [],
  };
}
