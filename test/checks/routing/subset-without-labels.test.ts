import { routingSubsetWithoutLabels } from '../../../src/checks/routing/subset-without-labels.js';
import type { DestinationRule } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, labels, service } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

type Subset = DestinationRule['spec']['subsets'][number];

function subsets(...list: Subset[]) {
  return { destinationRules: [destinationRule({ spec: { subsets: list } })], services: [service()], mesh: mesh() };
}

const bare: Subset = { field: 'spec.subsets[0]', name: 'all', labels: labels() };

describeCheck(routingSubsetWithoutLabels, {
  silent: {
    'with labels': subsets({ name: 'v1', labels: labels({ version: 'v1' }) }),
    'a subset that carries a policy': subsets({
      ...bare,
      policy: { field: 'spec.subsets[0].trafficPolicy', ports: [] },
    }),
    'a host that does not exist (routing/unknown-rule-host)': { ...subsets(bare), services: [] },
  },
  fires: {
    'no labels': {
      given: subsets(bare),
      expect: [
        { messageId: 'noLabels', subject: 'DestinationRule shop/cart', args: { subset: 'all' }, severity: 'warning' },
      ],
    },
    'beside a subset with labels': {
      given: subsets(bare, { name: 'v1', labels: labels({ version: 'v1' }) }),
      expect: [{ messageId: 'noLabels', subject: 'DestinationRule shop/cart', severity: 'info' }],
    },
  },
});
