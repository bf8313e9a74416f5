import { nodesPressure } from '../../../src/checks/nodes/pressure.js';
import { describeCheck } from '../../helpers/check.js';
import { nodeSpec } from '../../helpers/facets/kubernetes.js';

const under = (type: string) =>
  nodeSpec({ conditions: [{ type, status: 'True', reason: `KubeletHas${type}`, message: 'kubelet has a problem' }] });

describeCheck(nodesPressure, {
  silent: {
    'no pressure': { nodeSpecs: [nodeSpec()] },
    'an unknown pressure': {
      nodeSpecs: [nodeSpec({ conditions: [{ type: 'MemoryPressure', status: 'Unknown' }] })],
    },
  },
  fires: {
    memory: {
      given: { nodeSpecs: [under('MemoryPressure')] },
      expect: [
        {
          messageId: 'pressure',
          subject: 'Node worker-1',
          args: { resource: 'memory', reason: 'kubelet has a problem' },
        },
      ],
    },
    disk: {
      given: { nodeSpecs: [under('DiskPressure')] },
      expect: [{ messageId: 'pressure', subject: 'Node worker-1', args: { resource: 'disk space' } }],
    },
    'process ids': {
      given: { nodeSpecs: [under('PIDPressure')] },
      expect: [
        { messageId: 'pressure', subject: 'Node worker-1', args: { resource: 'process ids' }, severity: 'warning' },
      ],
    },
  },
});
