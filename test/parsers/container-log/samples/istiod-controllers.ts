import type { Samples } from './samples.js';

export const istiodControllers: Samples = {
  component: 'control-plane',
  lines: {
    'istiod-queue-exhausted': {
      fires:
        'error\tcontrollers\terror handling shop/web, and retry budget exceeded: conflict\tcontroller=gateway deployment',
      silent:
        'error\tcontrollers\terror handling shop/web, retrying (retry count: 1): conflict\tcontroller=gateway deployment',
    },
    'leader-election-lost': {
      fires: 'error\tLeader election cycle 3 lost. Trying again',
      silent: 'info\tleader election lock lost: istio-leader',
    },
  },
};
