import { expect, test } from 'vitest';
import { servicesWorkloadGroup } from '../../../src/checks/services/workload-group.js';
import { findingsIn, resultOf } from '../../helpers/manifests.js';

function group(name: string, app: string, account: string) {
  return `
    ---
    apiVersion: networking.istio.io/v1
    kind: WorkloadGroup
    metadata: {name: ${name}, namespace: shop}
    spec:
      metadata:
        labels: {app: ${app}}
      template:
        serviceAccount: ${account}
  `;
}

const account = `
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: vm, namespace: shop}`;

test('silent: an account that exists, labels of their own, the account named default', () => {
  const yaml = account + group('one', 'one', 'vm') + group('two', 'two', 'default');
  expect(findingsIn(servicesWorkloadGroup, yaml)).toEqual([]);
});

test('no such service account', () => {
  expect(findingsIn(servicesWorkloadGroup, account + group('one', 'one', 'wm'))).toMatchObject([
    {
      messageId: 'noAccount',
      aliases: ['KIA1701'],
      subject: { kind: 'WorkloadGroup', namespace: 'shop', name: 'one' },
      args: { account: 'wm' },
    },
  ]);
});

test('without service accounts nothing is decided', () => {
  expect(resultOf(servicesWorkloadGroup, group('one', 'one', 'vm'))).toMatchObject({ outcome: 'inconclusive' });
});

test('two groups with the same labels', () => {
  const yaml = account + group('one', 'same', 'vm') + group('two', 'same', 'vm');
  expect(findingsIn(servicesWorkloadGroup, yaml)).toMatchObject([
    {
      messageId: 'sameLabels',
      aliases: ['KIA1702'],
      subject: { name: 'one' },
      args: { other: 'two', labels: 'app=same' },
    },
    { messageId: 'sameLabels', subject: { name: 'two' }, args: { other: 'one' } },
  ]);
});
