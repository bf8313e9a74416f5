import { checkMatchLabels, matchLabels } from '../parts/selector.js';
import { int32, map, record, text, wrapped } from '../schema.js';
import { defineRules } from './kind.js';

export const proxyConfig = defineRules({
  group: 'networking.istio.io',
  kind: 'ProxyConfig',
  spec: record({
    selector: matchLabels,
    concurrency: wrapped(int32({ min: 0 })),
    environmentVariables: map(text({ max: 2048 })),
    image: record({ imageType: text() }),
  }),
  check({ selector, concurrency = 0 }, report) {
    checkMatchLabels(selector, 'spec.selector', report);
    if (concurrency < 0) report.error('spec.concurrency', 'must not be negative');
  },
});
