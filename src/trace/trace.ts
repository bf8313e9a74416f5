import type { PodSpec, Service } from '../model/facets.js';
import { servicesSelecting } from '../model/lookup/services-selecting.js';
import { targetPortIn } from '../model/lookup/target-port.js';
import { toApplication } from './application.js';
import { capture } from './capture.js';
import { placeholderAddress, resolve } from './dns.js';
import type { Hop } from './hop.js';
import { outOfZtunnel } from './out-of-ztunnel.js';
import { type CallRequest, type Payload, payloadOf } from './payload.js';
import { throughProxy } from './proxy.js';
import type { Call, Stage, Trace } from './result.js';
import { onwardFrom, toPod } from './server.js';
import { podsOfService } from './service-pods.js';
import { podName, podWithAddress, serviceWithAddress, type TraceSources } from './sources.js';
import { combinedVerdict } from './verdict.js';
import {
  type Ended,
  ended,
  failed,
  type Input,
  merged,
  portion,
  start,
  step,
  unknown,
  type Walk,
  without,
} from './walk.js';

/** A call from a pod, or from outside to a gateway. */
export interface Question extends CallRequest {
  from: { pod: PodSpec } | { gateway: PodSpec };
  port: number;
  url: string;
}

/** Walks one call through the configuration that the proxies held (Envoy's and ztunnel's own rules, Istio 1.0 to today). */
export function traceCall(question: Question, sources: TraceSources): Trace {
  const payload = payloadOf(question);
  const paths = merged(
    'pod' in question.from
      ? fromPod(question, question.from.pod, payload, sources)
      : fromOutside(question, question.from.gateway, payload, sources),
  );
  return traceOf(question, paths, sources);
}

function traceOf(question: Question, paths: readonly Ended[], sources: TraceSources): Trace {
  const [only, ...others] = paths;
  const shared =
    only === undefined
      ? 0
      : only.stages.findIndex((stage, index) => others.some((path) => !isSame(path.stages[index], stage)));
  const stages =
    only === undefined ? [] : others.length === 0 || shared < 0 ? only.stages : only.stages.slice(0, shared);
  const inputs = new Map<string, Input>();
  for (const input of paths.flatMap((path) => path.inputs)) {
    const key = `${input.at} ${input.path}`;
    const known = inputs.get(key);
    if (known === undefined || (input.updated ?? '') > (known.updated ?? '')) inputs.set(key, input);
  }
  const outcome = others.length === 0 ? only?.outcome : undefined;
  return {
    call: callOf(question),
    verdict: combinedVerdict(paths),
    stages,
    paths:
      others.length === 0
        ? []
        : paths.map(({ share, stages: all, verdict, outcome: seen }) => ({
            share,
            stages: all,
            verdict,
            ...(seen !== undefined && { outcome: seen }),
          })),
    ...(outcome !== undefined && { outcome }),
    opaque: distinct(paths.flatMap(({ opaque }) => opaque)),
    notCovered: distinct(paths.flatMap(({ notCovered }) => notCovered)),
    inputs: [...inputs.values()].map((input) => {
      const [namespace = '', name = ''] = input.at.split('/');
      const synchronised = sources.configurationOf({ namespace, name })?.synchronised;
      return { ...input, ...(synchronised !== undefined && { synchronised }) };
    }),
  };
}

function isSame(a: Stage | undefined, b: Stage): boolean {
  return a !== undefined && a.stage === b.stage && a.status === b.status && a.text === b.text && a.at === b.at;
}

function distinct(items: readonly string[]): string[] {
  return [...new Set(items)];
}

function callOf({ from, url, method, headers }: Question): Call {
  return {
    ...('pod' in from && { from: { namespace: from.pod.namespace, pod: from.pod.name, workload: from.pod.workload } }),
    url,
    method,
    headers,
  };
}

interface Destination {
  ip: string;
  port: number;
}

function fromPod(question: Question, pod: PodSpec, payload: Payload, sources: TraceSources): Ended[] {
  const answer = resolve({ pod, host: question.host }, sources);
  const at = podName(pod);
  const { evidence } = answer;
  if (answer.status === 'fails') {
    const meant =
      answer.meant === undefined || answer.meant.length === 0 ? '' : `; there is ${answer.meant.join(', ')}`;
    return failed(
      start,
      { stage: 'dns', at, text: `${answer.because}${meant}`, condition: answer.condition, evidence },
      { text: 'the application cannot resolve the name' },
    );
  }
  if (answer.status === 'unknown')
    return unknown(start, {
      stage: 'dns',
      at,
      text: answer.because,
      ...(answer.condition !== undefined && { condition: answer.condition }),
      evidence,
    });
  const [ip = placeholderAddress] = answer.addresses;
  const assumed = answer.assumed.length > 0 ? `, assuming that ${answer.assumed.join(' and ')}` : '';
  const resolved = step(start, {
    stage: 'dns',
    status: answer.status,
    at,
    text:
      answer.by === 'literal'
        ? `the address ${ip} is given`
        : `${answer.name} is ${answer.by === 'placeholder' ? 'outside the cluster' : ip}${assumed}`,
    chosen: { address: ip },
    ...(answer.blockedIfEnforced !== undefined && { condition: answer.blockedIfEnforced.condition }),
    evidence,
  });
  return leaving(resolved, { pod, destination: { ip, port: question.port }, payload }, sources);
}

interface Leaving {
  pod: PodSpec;
  destination: Destination;
  payload: Payload;
}

/** Who takes the connection as it leaves the application. */
function leaving(walk: Walk, { pod, destination, payload }: Leaving, sources: TraceSources): Ended[] {
  const at = podName(pod);
  const found = capture(
    { pod, direction: 'outbound', destination: { address: destination.ip, port: destination.port } },
    sources,
  );
  if (found.status === 'unknown')
    return unknown(walk, { stage: 'capture', at, text: found.because, evidence: found.evidence });
  const { captured } = found;
  const [condition] = found.conditions;
  const taken = step(walk, {
    stage: 'capture',
    status: found.status,
    at,
    text: found.because,
    ...(condition !== undefined && { condition: condition.condition }),
    evidence: condition?.evidence ?? found.evidence,
  });
  if (captured.by === 'ambient') return outOfZtunnel(taken, { pod, destination, payload }, sources);
  if (captured.by === 'none') {
    const isOwn = captured.reason === 'own-address' || captured.reason === 'loopback';
    if (isOwn) return toApplication(taken, pod, destination, payload, sources);
    return uncaptured(taken, { pod, destination, payload }, captured.reason === 'dropped', sources);
  }
  const held = sources.configurationOf(pod);
  if (held === undefined) return unknown(taken, { stage: 'listener', at, text: `no config dump of ${at}` });
  const hop: Hop = { pod, held, role: 'client' };
  const known = withServicePort(taken, hop, destination, sources);
  const incoming = {
    arrival: { how: 'outbound' as const, ...destination, capturePort: captured.port },
    destination,
    payload,
    ...(pod.ips[0] !== undefined && { sourceIp: pod.ips[0] }),
  };
  return throughProxy(known, hop, incoming, sources, (on, departure) =>
    departure.cluster === 'PassthroughCluster'
      ? passedThrough(on, departure, { pod, destination, payload }, sources)
      : onwardFrom(sources, 0)(on, departure),
  );
}

/** What Kubernetes says of the port, before the proxy is asked. */
function withServicePort(walk: Walk, { held }: Hop, { ip, port }: Destination, sources: TraceSources): Walk {
  const service = serviceWithAddress(sources, ip);
  if (service === undefined || !held.resources.captured.has('listener')) return walk;
  if (service.ports.some((one) => one.port === port) || port === 15001) return walk;
  return step(walk, {
    stage: 'listener',
    status: 'matched',
    text: `service ${service.namespace}/${service.name} has no port ${port}`,
    condition: 'SERVICE_PORT_NOT_DEFINED',
    object: { kind: 'Service', namespace: service.namespace, name: service.name },
    evidence: [service.source],
  });
}

/** The proxy does not know the destination and lets it through as it is; Kubernetes may know it. */
function passedThrough(
  walk: Walk,
  departure: Parameters<ReturnType<typeof onwardFrom>>[1],
  from: Leaving,
  sources: TraceSources,
): Ended[] {
  const { destination } = from;
  const service = serviceWithAddress(sources, destination.ip);
  const hasPort = service?.ports.some(({ port }) => port === destination.port) === true;
  if (service === undefined || !hasPort)
    return onwardFrom(sources, 0)(walk, departure).map((path) =>
      path.verdict === 'reaches' ? { ...path, verdict: 'leaves the mesh' as const } : path,
    );
  const noted = step(walk, {
    stage: 'cluster',
    status: 'matched',
    at: podName(from.pod),
    text: `the proxy passes the connection through to service ${service.namespace}/${service.name}, without its routes and its mutual TLS`,
    chosen: { cluster: departure.cluster },
    condition: 'PASSTHROUGH_TO_MESH_SERVICE',
  });
  return toServicePods(noted, service, from, sources);
}

/** No proxy takes the connection: Kubernetes chooses the endpoint. */
function uncaptured(walk: Walk, from: Leaving, isDropped: boolean, sources: TraceSources): Ended[] {
  const { pod, destination, payload } = from;
  if (isDropped)
    return failed(
      walk,
      { stage: 'capture', at: podName(pod), text: 'the rules of the pod drop the connection' },
      { text: 'the connection times out' },
    );
  const service = serviceWithAddress(sources, destination.ip);
  if (service !== undefined) return toServicePods(walk, service, from, sources);
  const target = podWithAddress(sources, destination.ip);
  if (target !== undefined) return toPod(walk, { pod: target, ...destination, payload, source: pod, hops: 1 }, sources);
  return ended(walk, { leavesMesh: true, outcome: { text: 'the connection leaves the cluster' } });
}

const mostPods = 24;

/** kube-proxy spreads connections over the ready pods of a service. */
function toServicePods(
  walk: Walk,
  service: Service,
  { pod, destination, payload }: Leaving,
  sources: TraceSources,
): Ended[] {
  const port = service.ports.find((one) => one.port === destination.port);
  const name = `${service.namespace}/${service.name}`;
  const object = { kind: 'Service', namespace: service.namespace, name: service.name };
  if (port === undefined)
    return failed(
      walk,
      {
        stage: 'endpoint',
        text: `service ${name} has no port ${destination.port}`,
        condition: 'SERVICE_PORT_NOT_DEFINED',
        object,
        evidence: [service.source],
      },
      { text: 'the connection is refused or times out' },
    );
  const pods = podsOfService(service, sources);
  if (pods === undefined)
    return unknown(walk, { stage: 'endpoint', text: `the endpoints of service ${name} are not in the bundle`, object });
  if (pods.length === 0)
    return failed(
      walk,
      {
        stage: 'endpoint',
        text: `service ${name} has no ready endpoint`,
        condition: 'CLUSTER_WITHOUT_ENDPOINTS',
        object,
        evidence: [service.source],
      },
      { text: 'the connection is refused' },
    );
  const chosen = pods.slice(0, mostPods);
  return chosen.flatMap(({ target, ip }) => {
    const targetPort = targetPortIn(target, port);
    const to = portion(walk, 1 / chosen.length);
    if (targetPort === undefined)
      return unknown(to, {
        stage: 'endpoint',
        text: `the port ${port.targetPort} is not declared in ${podName(target)}`,
        object,
      });
    const endpoint = `${ip}:${targetPort}`;
    const reached = step(to, {
      stage: 'endpoint',
      status: 'matched',
      text: `Kubernetes sends the connection to ${endpoint}`,
      chosen: { endpoint },
    });
    return toPod(reached, { pod: target, ip, port: targetPort, payload, source: pod, hops: 1 }, sources);
  });
}

/** From a load balancer to the pod of a gateway: the port of its service is translated. */
function fromOutside(question: Question, gateway: PodSpec, payload: Payload, sources: TraceSources): Ended[] {
  const at = podName(gateway);
  const [ip] = gateway.ips;
  if (ip === undefined)
    return unknown(start, { stage: 'dns', at, text: 'the address of the gateway is not in the bundle' });
  const services = servicesSelecting(sources.services, gateway);
  const found = services.flatMap((service) =>
    service.ports.filter(({ port }) => port === question.port).map((port) => ({ service, port })),
  )[0];
  const targetPort = found === undefined ? undefined : targetPortIn(gateway, found.port);
  if (services.length > 0 && found === undefined)
    return failed(
      start,
      {
        stage: 'listener',
        at,
        text: `no service of the gateway has port ${question.port}`,
        condition: 'GATEWAY_PORT_NOT_OPEN',
        evidence: [gateway.source],
      },
      { text: 'the connection is refused or times out' },
    );
  const entered = step(
    without(start, 'the way from the caller to the gateway: name resolution, load balancer, firewalls'),
    {
      stage: 'endpoint',
      status: 'matched',
      at,
      text:
        found === undefined
          ? `the connection comes to port ${question.port} of the gateway`
          : `service ${found.service.namespace}/${found.service.name} sends port ${question.port} to ${ip}:${targetPort ?? question.port}`,
      chosen: { endpoint: `${ip}:${targetPort ?? question.port}` },
    },
  );
  return toPod(entered, { pod: gateway, ip, port: targetPort ?? question.port, payload, hops: 0 }, sources);
}
