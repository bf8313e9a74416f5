import { mapNonEmpty } from '../../core/non-empty.js';
import type { MeshFacts, Service } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { findServices } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { citeDump } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const controlPlaneDiscoveryAddress = defineCheck({
  meta: {
    id: 'control-plane/discovery-address',
    title: 'Proxies look for the control plane under a service that exists',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy cannot connect to a control plane whose service is gone; it gets neither configuration nor certificates.',
    fix: [
      {
        text: 'Restart the workload after its namespace was moved to a revision that exists, or bring the service back.',
        command: 'kubectl rollout restart deployment -n {namespace} {workload}',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/',
      },
    ],
  },
  requires: ['proxyConfigs', 'services', 'mesh'],
  identity: ['address'],
  messages: {
    missing:
      'Proxies of {namespace}/{workload} look for the control plane at {address}, and there is no service {service}',
  },
  *run({ proxyConfigs, services, mesh }, { undecided }) {
    const lost = proxyConfigs.flatMap((proxy) => {
      const address = proxy.discoveryAddress;
      const service = address === undefined ? undefined : missingService(address, services, mesh);
      if (service !== undefined && !hasAll(mesh, 'Service', service.slice(0, service.indexOf('/')))) {
        undecided(notGathered('service', service));
        return [];
      }
      return address === undefined || service === undefined ? [] : [{ proxy, address, service }];
    });
    const groups = groupBy(lost, ({ proxy, address }) =>
      JSON.stringify([proxy.pod.namespace, proxy.workload, address]),
    );
    for (const group of groups.values()) {
      const [{ proxy, address, service }] = group;
      const { namespace } = proxy.pod;
      yield {
        messageId: 'missing',
        args: { namespace, workload: proxy.workload, address, service },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (one) =>
          citeDump(
            one.proxy,
            '/configs/0/bootstrap/node/metadata',
            `discoveryAddress: ${address} (pod ${one.proxy.pod.name})`,
          ),
        ),
      };
    }
  },
});

/** Names outside the cluster and lists of services without this namespace are not judged. */
function missingService(address: string, services: readonly Service[], mesh: MeshFacts): string | undefined {
  const host = address.replace(/:\d{1,5}$/, '');
  const [name, namespace, ...rest] = host.split('.', 20);
  if (!name || !namespace) return undefined;
  const suffix = rest.join('.');
  if (!['', 'svc', `svc.${mesh.clusterDomain}`].includes(suffix)) return undefined;
  const isListed = services.some((service) => service.namespace === namespace);
  if (!isListed) return undefined;
  if (findServices(services, { namespace, name }).length > 0) return undefined;
  return `${namespace}/${name}`;
}
