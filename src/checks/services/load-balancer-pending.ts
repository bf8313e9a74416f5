import type { Service } from '../../model/facets.js';
import { minutesSince } from '../../model/lookup/age.js';
import { citeKept } from '../../model/lookup/cite.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { findServices } from '../../model/lookup/hosts.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

/** Clouds take minutes to create a load balancer. */
const graceMinutes = 10;

export const servicesLoadBalancerPending = defineCheck({
  meta: {
    id: 'services/load-balancer-pending',
    title: 'Services of type LoadBalancer have an external address',
    severity: 'warning',
    why: 'Without an address nobody outside the cluster reaches the service through a load balancer. Quotas, annotations or a missing load balancer implementation keep it pending.',
    fix: [
      {
        text: "Read the service's events; on clusters without load balancers install one (MetalLB, for example) or use NodePort.",
        command: 'kubectl describe service -n {namespace} {name}',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
      },
    ],
  },
  requires: ['services'],
  uses: ['serviceSpecs', 'capture'],
  messages: {
    pending: 'Service {namespace}/{name} of type LoadBalancer has no external address',
  },
  *run({ services, serviceSpecs = [], capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    for (const service of services) {
      if (service.type !== 'LoadBalancer' || service.external?.length !== 0 || isManifest(service)) continue;
      const created = findServices(serviceSpecs, service)[0]?.created;
      if ((minutesSince(created, start) ?? graceMinutes) < graceMinutes) continue;
      const { namespace, name, source } = service;
      yield {
        messageId: 'pending',
        args: { namespace, name },
        subject: serviceSubject(service),
        evidence: [citeKept(source, 'status.loadBalancer.ingress', '(none)')],
      };
    }
  },
});

/** The API server gives every such service a cluster IP; without one it was never created. */
function isManifest({ clusterIPs }: Service): boolean {
  return clusterIPs.length === 0;
}
