import { versionsProxySkew } from '../../../src/checks/versions/proxy-skew.js';
import { describeCheck } from '../../helpers/check.js';
import { controlPlaneVersion, proxyVersion } from '../../helpers/facets/sync.js';

const canary = controlPlaneVersion({
  version: '1.29.1',
  revision: 'canary',
  pod: { namespace: 'istio-system', name: 'istiod-canary-1' },
});

describeCheck(versionsProxySkew, {
  silent: {
    'the same version': { proxyVersions: [proxyVersion()], controlPlaneVersions: [controlPlaneVersion()] },
    'one minor version behind, as during an upgrade': {
      proxyVersions: [proxyVersion({ version: '1.26.0' })],
      controlPlaneVersions: [controlPlaneVersion()],
    },
    'a later patch': {
      proxyVersions: [proxyVersion({ version: '1.27.9' })],
      controlPlaneVersions: [controlPlaneVersion()],
    },
    'near to one of two control planes, and nothing tells which is its own': {
      proxyVersions: [proxyVersion(), proxyVersion({ version: '1.29.0' })],
      controlPlaneVersions: [controlPlaneVersion(), canary],
    },
    'versions that are none of Istio': {
      proxyVersions: [proxyVersion({ version: 'unknown' }), proxyVersion({ version: '2.4.1' })],
      controlPlaneVersions: [controlPlaneVersion()],
    },
  },
  fires: {
    'two minor versions behind': {
      given: { proxyVersions: [proxyVersion({ version: '1.25.4' })], controlPlaneVersions: [controlPlaneVersion()] },
      expect: [
        {
          messageId: 'behind',
          subject: 'Workload shop/cart',
          args: { version: '1.25.4', controlPlane: '1.27.3', skew: 2 },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'behind the replica that it is connected to': {
      given: {
        proxyVersions: [proxyVersion({ controlPlane: 'istiod-canary-1' })],
        controlPlaneVersions: [controlPlaneVersion(), canary],
      },
      expect: [{ messageId: 'behind', subject: 'Workload shop/cart', args: { controlPlane: '1.29.1', skew: 2 } }],
    },
    'behind all control planes, of which the nearest is named': {
      given: {
        proxyVersions: [proxyVersion({ version: '1.20.0' })],
        controlPlaneVersions: [canary, controlPlaneVersion()],
      },
      expect: [{ messageId: 'behind', subject: 'Workload shop/cart', args: { controlPlane: '1.27.3', skew: 7 } }],
    },
    ahead: {
      given: { proxyVersions: [proxyVersion({ version: '1.28.0' })], controlPlaneVersions: [controlPlaneVersion()] },
      expect: [
        { messageId: 'ahead', subject: 'Workload shop/cart', args: { version: '1.28.0', controlPlane: '1.27.3' } },
      ],
    },
  },
});
