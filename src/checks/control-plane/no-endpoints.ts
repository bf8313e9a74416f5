import { citeField } from '../../core/evidence.js';
import type { ServiceEndpoints } from '../../model/facets.js';
import { isControlPlane } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const controlPlaneNoEndpoints = defineCheck({
  meta: {
    id: 'control-plane/no-endpoints',
    title: 'The services of the control plane have endpoints',
    severity: 'error',
    basis: 'observed',
    why: 'Proxies and the API server reach the control plane through its service. Without an endpoint every new connection and every call of a webhook fails.',
    fix: [
      {
        text: 'Compare the selector of the service with the labels of the control plane pods, and see whether these are ready.',
        command: 'kubectl get endpoints,pods -n {namespace} --show-labels',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
    ],
  },
  requires: ['services', 'endpoints', 'mesh'],
  messages: {
    none: 'Service {namespace}/{service} of the control plane has no endpoint',
    notReady: 'Service {namespace}/{service} of the control plane has no ready endpoint ({count} not ready)',
  },
  *run({ services, endpoints, mesh }) {
    const known = new Map(endpoints.map((entry) => [`${entry.namespace}/${entry.service}`, entry]));
    const ofControlPlane = services
      .filter(
        ({ namespace, name, selector }) =>
          selector !== undefined && isControlPlane({ namespace, workload: name }, mesh),
      )
      .flatMap((service) => known.get(`${service.namespace}/${service.name}`) ?? []);
    const serving = new Set(ofControlPlane.filter(isReady).map(({ service }) => componentOf(service)));
    for (const entry of ofControlPlane) {
      if (isReady(entry)) continue;
      const { namespace, service, addresses, source } = entry;
      yield {
        messageId: addresses.length === 0 ? 'none' : 'notReady',
        args: { namespace, service, count: addresses.length },
        subject: { kind: 'Service', namespace, name: service },
        severity: serving.has(componentOf(service)) ? 'warning' : 'error',
        evidence: [citeField(source, 'endpoints', addresses.length === 0 ? '(none)' : `${addresses.length} not ready`)],
      };
    }
  },
});

function isReady({ addresses }: ServiceEndpoints): boolean {
  return addresses.some(({ ready }) => ready);
}

/** Each revision of istiod has its own service, and an old one may stay behind without pods while another serves. */
function componentOf(service: string): string {
  return service.startsWith('istiod') ? 'istiod' : service;
}
