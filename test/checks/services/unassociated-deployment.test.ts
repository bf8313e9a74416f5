import { expect, test } from 'vitest';
import { servicesUnassociatedDeployment } from '../../../src/checks/services/unassociated-deployment.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace, serviceSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { findingsIn, resultOf } from '../../helpers/manifests.js';

const old = mesh({ controlPlaneVersions: ['1.10.6'] });
const worker = workload({ name: 'worker', podLabels: labels({ app: 'worker' }) });
const given = { workloads: [worker], serviceSpecs: [serviceSpec()], namespaces: [namespace()], mesh: old };

describeCheck(servicesUnassociatedDeployment, {
  silent: {
    'a Service selects it': { ...given, workloads: [workload()] },
    'not in the mesh': { ...given, namespaces: [namespace({ labels: labels() })] },
    'a Job': { ...given, workloads: [{ ...worker, kind: 'Job' }] },
  },
  open: {
    'Services of another namespace only': {
      given: { ...given, mesh: { ...old, partial: new Map([['Service', new Set(['other'])]]) } },
      because: 'Deployment shop/worker',
    },
  },
  fires: {
    'no Service': {
      given,
      expect: [
        { messageId: 'none', subject: 'Deployment shop/worker', args: { labels: 'app=worker' }, severity: 'info' },
      ],
    },
  },
  notApplicable: {
    'Istio of today': { given: { ...given, mesh: mesh() }, because: 'Istio 1.27 does not ask for a Service' },
    'Istio before istioctl asked': {
      given: { ...given, mesh: mesh({ controlPlaneVersions: ['1.4.10'] }) },
      because: 'Istio 1.4',
    },
    'no version': {
      given: { ...given, mesh: mesh({ controlPlaneVersions: [] }) },
      because: 'nothing shows the version',
    },
  },
});

function manifests(proxyImage: string) {
  return `
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: worker, namespace: shop}
    spec:
      template:
        metadata: {labels: {app: worker}}
        spec: {containers: [{name: app, image: worker:1}, {name: istio-proxy, image: "${proxyImage}"}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: shop}
    spec: {selector: {app: web}, ports: [{port: 80}]}
  `;
}

test('manifests are dated by the images of Istio in them', () => {
  expect(findingsIn(servicesUnassociatedDeployment, manifests('docker.io/istio/proxyv2:1.19.3'))).toMatchObject([
    { messageId: 'none', severity: 'warning', aliases: ['IST0117'], subject: { kind: 'Deployment', name: 'worker' } },
  ]);
  for (const image of ['docker.io/istio/proxyv2:1.20.0', 'auto'])
    expect(resultOf(servicesUnassociatedDeployment, manifests(image))).toMatchObject({ outcome: 'notApplicable' });
});
