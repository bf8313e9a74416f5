import { ambientNotCaptured } from '../../../src/checks/ambient/not-captured.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, namespace, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const ambient = namespace({ name: 'shop', labels: labels({ 'istio.io/dataplane-mode': 'ambient' }) });
const started = { startTime: '2026-03-04T08:00:00Z', containers: [container()], node: 'node-1' };
const base = { namespaces: [ambient], mesh: mesh() };

describeCheck(ambientNotCaptured, {
  silent: {
    'redirected pods': {
      ...base,
      podSpecs: [podSpec({ ...started, annotations: labels({ 'ambient.istio.io/redirection': 'enabled' }) })],
    },
    'a pod that opted out': {
      ...base,
      podSpecs: [podSpec({ ...started, labels: labels({ 'istio.io/dataplane-mode': 'none' }) })],
    },
    'a pod with a sidecar': {
      ...base,
      podSpecs: [podSpec({ ...started, containers: [container(), container({ name: 'istio-proxy' })] })],
    },
    'a pod of the host network': { ...base, podSpecs: [podSpec({ ...started, hostNetwork: true })] },
    'a pod that has just started': { ...base, podSpecs: [podSpec({ ...started, startTime: '2026-03-04T09:30:00Z' })] },
    'another namespace': { ...base, namespaces: [namespace({ name: 'shop' })], podSpecs: [podSpec(started)] },
  },
  fires: {
    'a pod without the mark': {
      given: { ...base, podSpecs: [podSpec(started)] },
      expect: [
        {
          messageId: 'notCaptured',
          subject: 'Workload shop/cart',
          severity: 'error',
          args: { count: 1, nodes: 'node-1' },
        },
      ],
    },
  },
});
