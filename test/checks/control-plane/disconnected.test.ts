import { controlPlaneDisconnected } from '../../../src/checks/control-plane/disconnected.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyStats } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { connectedProxies } from '../../helpers/facets/sync.js';

const { connected, ...unknown } = proxyStats();

describeCheck(controlPlaneDisconnected, {
  silent: {
    connected: { proxyStats: [proxyStats()], mesh: mesh() },
    'just started': { proxyStats: [proxyStats({ connected: false, uptimeSeconds: 29 })], mesh: mesh() },
    'not told': { proxyStats: [unknown], mesh: mesh() },
  },
  fires: {
    'not connected': {
      given: { proxyStats: [proxyStats({ connected: false })], mesh: mesh() },
      expect: [{ messageId: 'disconnected', subject: 'Workload shop/cart', severity: 'error' }],
    },
    'not connected, and yet in the list of the control plane': {
      given: { proxyStats: [proxyStats({ connected: false })], mesh: mesh(), connectedProxies: connectedProxies() },
      expect: [{ messageId: 'disconnected', subject: 'Workload shop/cart', severity: 'warning' }],
    },
  },
});
