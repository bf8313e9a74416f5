import type { Samples } from './samples.js';

export const envoyResponse: Samples = {
  component: 'application',
  lines: {
    'body-overflow': { fires: 'error\tcalls reset reason: overflow', silent: 'info\tbuffer overflow handled' },
    'body-upstream-connect-error': {
      fires:
        'error\t503 : upstream connect error or disconnect/reset before headers. reset reason: connection termination',
      silent: 'info\tclosed: 14, upstream connect error or disconnect/reset before headers',
    },
  },
};
