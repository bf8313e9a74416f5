import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { MeshCluster, Service } from '../../model/facets.js';
import { citeKept } from '../../model/lookup/cite.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isKubernetesNamespace, serviceSubject } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const servicesClusterDifferences = defineCheck({
  meta: {
    id: 'services/cluster-differences',
    title: 'A service is the same in every cluster of the mesh',
    severity: 'warning',
    why: 'Services of one name are one service in a mesh of several clusters. Istio takes the ports and the type of one of them, so that calls to the others go to a port that they do not have.',
    fix: [
      {
        text: 'Give the service the same type and the same ports in every cluster, or another name.',
        command: 'kubectl get service -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/multicluster/',
      },
    ],
    aliases: ['IST0170'],
  },
  requires: ['clusters'],
  messages: {
    differs: 'Service {namespace}/{name} differs between the clusters {clusters} in {what}',
  },
  *run({ clusters }) {
    const all = clusters.flatMap((cluster) => servicesOf(cluster).map((service) => ({ cluster, service })));
    for (const same of groupBy(all, ({ service }) => `${service.namespace}/${service.name}`).values()) {
      const { namespace, name } = same[0].service;
      const differing = traits.filter(({ of }) => new Set(same.map(({ service }) => of(service))).size > 1);
      if (!isNonEmpty(differing) || isKubernetesNamespace(namespace)) continue;
      const [{ field }] = differing;
      yield {
        messageId: 'differs',
        args: {
          namespace,
          name,
          clusters: same.map(({ cluster }) => cluster.name).join(', '),
          what: differing.map(({ what }) => what).join(' and '),
        },
        subject: serviceSubject({ namespace, name }),
        evidence: mapNonEmpty(same, ({ cluster, service }) => ({
          ...citeKept(service.source, field, differing.map(({ of }) => of(service)).join('; ')),
          bundle: cluster.bundle,
        })),
      };
    }
  },
});

function servicesOf({ model: { serviceSpecs, services } }: MeshCluster): readonly Service[] {
  if (serviceSpecs.state === 'present') return serviceSpecs.value;
  return services.state === 'present' ? services.value : [];
}

/** Node ports are left out: each cluster gives out its own. */
const traits = [
  { what: 'type', field: 'spec.type', of: ({ type }: Service) => type },
  {
    what: 'being headless',
    field: 'spec.clusterIP',
    of: ({ clusterIPs }: Service) => (clusterIPs[0] === 'None' ? 'headless' : 'with an address'),
  },
  {
    what: 'ports',
    field: 'spec.ports',
    of: ({ ports }: Service) =>
      ports
        .map(({ name = '', port, protocol }) => `${name === '' ? '' : `${name} `}${port}/${protocol}`)
        .sort()
        .join(', '),
  },
];
