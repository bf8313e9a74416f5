import type { PodSpec, Service, ServiceEndpoints } from '../../model/facets.js';
import { isServedElsewhere } from '../../model/lookup/across-clusters.js';
import { minutesSince } from '../../model/lookup/age.js';
import { citeKept } from '../../model/lookup/cite.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { findServices } from '../../model/lookup/hosts.js';
import { isReady } from '../../model/lookup/listening.js';
import { citePod } from '../../model/lookup/pods.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { isControlPlaneService, isKubernetesNamespace, serviceSubject } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

/** Pods this young may just be starting. */
const graceMinutes = 5;

export const endpointsNotReady = defineCheck({
  meta: {
    id: 'endpoints/not-ready',
    title: 'Services have ready endpoints',
    severity: 'error',
    basis: 'observed',
    why: 'Without a ready endpoint every request to the service fails: 503 with the flag UH in the mesh, a refused connection elsewhere.',
    fix: [
      {
        text: 'See why the pods behind the service are not ready.',
        command: 'kubectl get pods -n {namespace} -o wide',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
      },
    ],
  },
  requires: ['services', 'endpoints', 'mesh'],
  uses: ['podSpecs', 'serviceSpecs', 'capture', 'clusters'],
  messages: {
    notReady: 'Service {namespace}/{name} has no ready endpoint: {reasons}',
    none: 'Service {namespace}/{name} has no endpoints',
    unlisted: 'Service {namespace}/{name} has no endpoints, although pods that it selects are ready ({count})',
  },
  *run({ services, endpoints, mesh, podSpecs, serviceSpecs = [], capture, clusters }, { now }) {
    const start = new Date(captureStart(capture, now));
    const byService = groupBy(endpoints, ({ namespace, service }) => `${namespace}/${service}`);
    for (const service of services) {
      const { namespace, name } = service;
      const own = byService.get(`${namespace}/${name}`);
      if (own === undefined || !isServed(service) || isControlPlaneService(service, mesh)) continue;
      if (own.some(({ addresses }) => addresses.some(({ ready }) => ready))) continue;
      if (isServedElsewhere(service, clusters)) continue;
      if (findServices(serviceSpecs, service)[0]?.publishNotReadyAddresses === true) continue;

      const pods = podSpecs && podsOfService(podSpecs, service).filter(({ deleted }) => deleted === undefined);
      const found = verdict(own, pods, start);
      if (found === undefined) continue;
      yield {
        ...found,
        args: { namespace, name, ...found.args },
        subject: serviceSubject(service),
        severity: isKubernetesNamespace(namespace) ? 'warning' : 'error',
        evidence: [
          citeKept(own[0].source, 'endpoints', found.args.reasons ?? '(none)'),
          ...(pods ?? []).map((pod) => citePod(pod, 'status', stateOf(pod))),
        ],
      };
    }
  },
});

function isServed({ type, selector }: Service): boolean {
  return type !== 'ExternalName' && selector !== undefined && selector.size > 0;
}

interface Verdict {
  messageId: 'notReady' | 'none' | 'unlisted';
  args: { reasons?: string; count?: number };
}

/** `pods`: what the service selects and is not being deleted; absent when no pod objects were read. */
function verdict(
  endpoints: readonly ServiceEndpoints[],
  pods: readonly PodSpec[] | undefined,
  start: Date,
): Verdict | undefined {
  const unready = endpoints.reduce((count, { addresses }) => count + addresses.length, 0);
  if (pods === undefined || pods.length === 0) {
    if (unready > 0) return { messageId: 'notReady', args: { reasons: `${unready} not ready` } };
    // services/selector looks at selectors that match nothing, where pods are known.
    return pods === undefined ? { messageId: 'none', args: {} } : undefined;
  }
  if (pods.every(({ created }) => (minutesSince(created, start) ?? graceMinutes) < graceMinutes)) return undefined;
  const ready = pods.filter(isReady).length;
  if (ready > 0 && unready === 0) return { messageId: 'unlisted', args: { count: ready } };
  const states = groupBy(pods, stateOf);
  const reasons = [...states].map(([state, same]) => `${same.length} ${state}`).join(', ');
  return { messageId: 'notReady', args: { reasons } };
}

function stateOf(pod: PodSpec): string {
  if (pod.status !== 'Running') return pod.status;
  return isReady(pod) ? 'ready' : 'running but not ready';
}
