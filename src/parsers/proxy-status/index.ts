import { Unusable } from '../../core/errors.js';
import { defineTextParser } from '../parser.js';
import { parseResponses } from './responses.js';
import { parseTable } from './table.js';

/** `istioctl proxy-status POD` compares the configuration of one proxy instead of listing all. */
const comparison =
  /^(?:Clusters|Listeners|Routes) (?:Don't )?Match|^--- (?:Pilot|Istiod) (?:Clusters|Listeners|Routes)$/m;

export const proxyStatus = defineTextParser({
  kind: 'proxy-status',
  parse(text, { path }) {
    if (comparison.test(text))
      throw new Unusable('a comparison for one proxy (istioctl proxy-status POD), not the list of all');
    return /^(?:[{[]|controlPlane:|resources:)/m.test(text) ? parseResponses(text, path) : parseTable(text, path);
  },
});
