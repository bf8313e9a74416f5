import type { Samples } from './samples.js';

export const nodes: Samples = {
  component: 'kubelet',
  lines: {
    'node-not-ready': {
      fires:
        'I0824 11:49:12.708002    1415 kubelet_node_status.go:441] Recording NodeNotReady event message for node node-3',
      silent:
        'I0824 11:49:54.146539    1415 kubelet_node_status.go:441] Recording NodeReady event message for node node-3',
    },
    'node-pleg': {
      fires:
        'I0824 11:49:13.535087    1415 kubelet.go:1777] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m3s ago; threshold is 3m0s]',
      silent: 'I0824 11:49:15.034253    1415 kubelet.go:1243] Container garbage collection succeeded',
    },
    'node-conntrack-full': {
      fires: 'kernel: [1694413.644132] nf_conntrack: nf_conntrack: table full, dropping packet',
      silent: 'I1120 15:18:19.757786   26448 conntrack.go:52] Setting nf_conntrack_max to 786432',
    },
  },
};
