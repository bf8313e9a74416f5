import { nodesCordoned } from '../../../src/checks/nodes/cordoned.js';
import { describeCheck } from '../../helpers/check.js';
import { node } from '../../helpers/facets/kubernetes.js';

describeCheck(nodesCordoned, {
  silent: { 'a node that takes pods': { nodes: [node()] } },
  fires: {
    'a cordoned node': {
      given: { nodes: [node({ schedulable: false })] },
      expect: [
        { messageId: 'cordoned', subject: 'Node worker-1', args: { node: 'worker-1' }, severity: 'info', line: 2 },
      ],
    },
  },
});
