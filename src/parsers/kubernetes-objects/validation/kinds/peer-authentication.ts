import { checkMatchLabels, matchLabels } from '../parts/selector.js';
import { at } from '../report.js';
import { choice, map, record } from '../schema.js';
import { defineRules } from './kind.js';

const mtls = record({ mode: choice('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') });

export const peerAuthentication = defineRules({
  group: 'security.istio.io',
  kind: 'PeerAuthentication',
  spec: record({ selector: matchLabels, mtls, portLevelMtls: map(mtls, { min: 1 }) }),
  check({ selector, portLevelMtls: ports }, report) {
    const field = 'spec.portLevelMtls';
    if (ports?.size === 0) report.error(field, 'must have a port in it');
    if (ports?.size && !selector?.matchLabels?.size) report.error(field, 'needs a selector with labels');
    for (const port of ports?.keys() ?? []) {
      const isPort = /^\d{1,10}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
      if (!isPort) report.error(at(field, port), 'is no port between 1 and 65535');
    }
    checkMatchLabels(selector, 'spec.selector', report);
  },
});
