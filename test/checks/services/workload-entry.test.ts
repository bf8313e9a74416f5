import { expect, test } from 'vitest';
import { servicesWorkloadEntry } from '../../../src/checks/services/workload-entry.js';
import { findingsIn, resultOf } from '../../helpers/manifests.js';

interface Entry {
  address?: string;
  app?: string;
  account?: string;
  annotations?: string;
  conditions?: string;
}

function entry({ address = '10.1.2.3', app = 'ledger', account = 'vm', annotations = '{}', conditions = '[]' }: Entry) {
  return `
    ---
    apiVersion: networking.istio.io/v1
    kind: WorkloadEntry
    metadata: {name: vm-1, namespace: shop, annotations: ${annotations}}
    spec: {address: ${address}, labels: {app: ${app}}, serviceAccount: ${account}}
    status: {conditions: ${conditions}}
  `;
}

const account = `
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: vm, namespace: shop}`;
const serviceEntry = (namespace: string) => `
    ---
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata: {name: ledger, namespace: ${namespace}}
    spec: {hosts: [ledger.example.com], workloadSelector: {labels: {app: ledger}}}`;
const service = `
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: ledger, namespace: shop}
    spec: {selector: {app: ledger}, ports: [{port: 80}]}`;
const good = account + serviceEntry('shop');
const checked = '{proxy.istio.io/health-checks-enabled: "true"}';

test.each([
  ['selected by a ServiceEntry', good + entry({})],
  ['selected by a Service', account + service + entry({})],
  ['the account named default', good + entry({ account: 'default' })],
  ['a host name', good + entry({ address: 'vm-1.example.com' })],
  [
    'health that was reported',
    good + entry({ annotations: checked, conditions: '[{type: Healthy, status: "False"}]' }),
  ],
])('silent: %s', (_, yaml) => {
  expect(findingsIn(servicesWorkloadEntry, yaml)).toEqual([]);
});

test.each([
  ['no labels that something selects', good + entry({ app: 'legder' }), 'unselected', { labels: 'app=legder' }],
  [
    'a ServiceEntry of another namespace',
    account + serviceEntry('bank') + entry({}),
    'unselected',
    { namespace: 'shop' },
  ],
  ['an account that does not exist', good + entry({ account: 'wm' }), 'noAccount', { account: 'wm' }],
  ['an address of the caller itself', good + entry({ address: '127.0.0.1' }), 'address', { address: '127.0.0.1' }],
  ['health that was never reported', good + entry({ annotations: checked }), 'noHealth', { name: 'vm-1' }],
])('%s', (_, yaml, messageId, args) => {
  expect(findingsIn(servicesWorkloadEntry, yaml)).toMatchObject([
    { messageId, args, severity: 'warning', subject: { kind: 'WorkloadEntry', namespace: 'shop', name: 'vm-1' } },
  ]);
});

test('without service accounts the account is not decided', () => {
  expect(resultOf(servicesWorkloadEntry, serviceEntry('shop') + entry({}))).toMatchObject({ outcome: 'inconclusive' });
});
