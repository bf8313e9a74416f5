import type { Samples } from './samples.js';

export const mixerEra: Samples = {
  component: 'control-plane',
  lines: {
    'mixer-report-failed': {
      fires: 'error\tMixer Report failed with: UNAVAILABLE:Cluster not available',
      silent: 'info\tMixer Report sent',
      component: 'istio-proxy',
    },
    'mixer-config-parse': {
      fires: 'error\tFailed to convert mixer V2 client config, error: x',
      silent: 'info\tconverted mixer config',
      component: 'istio-proxy',
    },
    'citadel-secret-create-failed': {
      fires: 'error\tFailed to create secret in attempt 2/3, (error: no)',
      silent: 'info\tsecretcontroller\tIstio secret "istio.default" in namespace "shop" has been created',
    },
    'mcp-disconnected': {
      fires: 'error\tmcp\tError receiving MCP resource: rpc error: code = Unavailable',
      silent: 'info\tmcp\tSuccessfully received MCP resources',
    },
    'galley-validation-update-failed': {
      fires: 'error\tistio-galley validatingwebhookconfiguration update failed: no',
      silent: 'info\tistio-galley validatingwebhookconfiguration updated',
    },
    'mixer-bad-config': { fires: 'error\tHandler not found: handler=prom', silent: 'info\thandler prom loaded' },
  },
};
