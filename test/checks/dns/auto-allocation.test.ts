import { dnsAutoAllocation } from '../../../src/checks/dns/auto-allocation.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, meshConfig, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function metadata(pairs: Record<string, string>) {
  return { meshConfig: meshConfig({ proxyMetadata: labels(pairs) }), mesh: mesh() };
}

const allocate = { ISTIO_META_DNS_AUTO_ALLOCATE: 'true' };
const capturing = podSpec({ containers: [container({ env: labels({ ISTIO_META_DNS_CAPTURE: 'true' }) })] });

describeCheck(dnsAutoAllocation, {
  silent: {
    'DNS capture is on': metadata({ ...allocate, ISTIO_META_DNS_CAPTURE: 'true' }),
    'a proxy captures DNS by itself': { ...metadata(allocate), podSpecs: [capturing] },
  },
  open: {
    'no pods': { given: metadata(allocate), because: 'one whose proxy captures DNS' },
    'pods of some namespaces': {
      given: {
        ...metadata(allocate),
        podSpecs: [podSpec()],
        mesh: mesh({ partial: new Map([['Pod', new Set(['shop'])]]) }),
      },
      because: 'one whose proxy captures DNS',
    },
  },
  notApplicable: {
    'nothing is to be allocated': { given: metadata({ ISTIO_META_DNS_CAPTURE: 'true' }), because: 'no allocation' },
  },
  fires: {
    'DNS capture is off': {
      given: { ...metadata(allocate), podSpecs: [podSpec()] },
      expect: [{ messageId: 'noCapture', subject: 'Mesh cluster.local', severity: 'warning' }],
    },
  },
});
