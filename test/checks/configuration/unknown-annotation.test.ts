import { expect, test } from 'vitest';
import { configurationUnknownAnnotation as check } from '../../../src/checks/configuration/unknown-annotation.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function service(annotation: string): string {
  return `
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      namespace: shop
      annotations:
        ${annotation}: "x"
    spec: {}
  `;
}

test('in manifests every name that Istio does not know counts', () => {
  expect(findingsIn(check, service('networking.istio.io/exportThem'))).toMatchObject([
    {
      messageId: 'unknown',
      severity: 'warning',
      aliases: ['IST0108'],
      subject: { kind: 'Service', namespace: 'shop', name: 'web' },
      evidence: [{ path: 'mesh.yaml', line: 7 }],
    },
  ]);
  expect(findingsIn(check, service('sidecar.istio.io/enableCoreDump'))).toMatchObject([
    { messageId: 'removed', args: { after: 25 } },
  ]);
});

test.each([
  'networking.istio.io/exportTo',
  // What Istio sets itself.
  'sidecar.istio.io/status',
  'gateway.istio.io/controller-version',
  'istio.io/rev',
  // Of Kubernetes.
  'service.kubernetes.io/topology-mode',
])('%s is fine', (annotation) => {
  expect(findingsIn(check, service(annotation))).toEqual([]);
});

test.each([
  ['two letters', 'networking.istio.io/exprotTo', 'networking.istio.io/exportTo'],
  ['capitals', 'sidecar.istio.io/proxyCpu', 'sidecar.istio.io/proxyCPU'],
  ['the prefix', 'sidecar.istio.io/excludeOutboundPorts', 'traffic.sidecar.istio.io/excludeOutboundPorts'],
  ['none at all', 'sidecar.istio.io/inject', undefined],
])('in a bundle near misses count: %s', (_, written, meant) => {
  const found = findingsInBundle(check, service(written)).map(({ messageId, args }) => ({
    messageId,
    meant: args.meant,
  }));
  expect(found).toEqual(meant === undefined ? [] : [{ messageId: 'misspelt', meant }]);
});

test('in a bundle a label that is written as an annotation counts', () => {
  expect(findingsInBundle(check, service('istio.io/use-waypoint'))).toMatchObject([{ messageId: 'label' }]);
});

test.each([
  ['of another tool', 'networking.istio.io/exportThem'],
  ['of a newer release', 'ambient.istio.io/something-new'],
  ['of an earlier release', 'sidecar.istio.io/enableCoreDump'],
])('in a bundle a name %s is nobody’s mistake', (_, annotation) => {
  expect(findingsInBundle(check, service(annotation))).toEqual([]);
});

test('pods of a workload are one finding about the workload', () => {
  const pod = (name: string) => `
    apiVersion: v1
    kind: Pod
    metadata:
      name: ${name}
      namespace: shop
      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d9f, controller: true}]
      annotations: {sidecar.istio.io/injected: "true"}
    spec: {containers: [{name: app, image: app}]}
  `;
  const found = findingsInBundle(check, `${pod('web-7d9f-aaaaa')}\n    ---${pod('web-7d9f-bbbbb')}`);
  expect(found).toMatchObject([{ messageId: 'misspelt', subject: { kind: 'Workload' }, evidenceTotal: 2 }]);
});
