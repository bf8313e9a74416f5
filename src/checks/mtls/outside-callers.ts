import { citeField, type Evidence } from '../../core/evidence.js';
import { isNonEmpty } from '../../core/non-empty.js';
import type { FacetName, Facets, Ingress, PeerAuthentication, PodSpec, ServiceSpec } from '../../model/facets.js';
import { fullName } from '../../model/lookup/config-subject.js';
import { derivedOnce, groupBy } from '../../model/lookup/derive.js';
import { findServices } from '../../model/lookup/hosts.js';
import { isAmbientPod, isPodInMesh } from '../../model/lookup/in-mesh.js';
import { citePod, isFinished, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { strictPolicy } from '../../model/lookup/strict-port.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck, type Finding } from '../check.js';

/** Labels app.kubernetes.io/name or app of ingress controllers that people run in the cluster. */
const controllers = new Set([
  'ingress-nginx',
  'nginx-ingress',
  'traefik',
  'kong',
  'haproxy-ingress',
  'kubernetes-ingress',
  'contour',
  'envoy',
  'ambassador',
  'emissary-ingress',
  'skipper-ingress',
  'apisix',
]);

/** How Envoy ends a connection that no filter chain of a strict port is for. */
const refusedPlaintext = 'filter_chain_not_found';

export const mtlsOutsideCallers = defineCheck({
  meta: {
    id: 'mtls/outside-callers',
    title: 'Workloads that take mutual TLS only are not called from outside of the mesh',
    severity: 'warning',
    why: 'A client without a proxy speaks plain text, which a port in mode STRICT refuses: an ingress controller answers 502, Prometheus shows the target as down.',
    fix: [
      {
        text: 'Bring the client into the mesh, or set the port that it calls to PERMISSIVE in portLevelMtls of a PeerAuthentication for the workload.',
        doc: 'https://istio.io/latest/docs/tasks/security/authentication/mtls-migration/',
      },
      {
        text: 'For metrics let Istio merge them into port 15020, or give Prometheus a certificate of the mesh.',
        doc: 'https://istio.io/latest/docs/ops/integrations/prometheus/',
      },
    ],
    decides:
      'The PeerAuthentication in force for a port is STRICT, and the port is the target of a service behind an Ingress whose controller has no proxy, is annotated for scraping past the proxy (prometheus.io/port), or refused pods without a proxy in the access log.',
    falsePositives: [
      'Controllers are known by their labels; where none is found, that an Ingress leads to a strict service is information.',
      'That a Prometheus was given certificates of the mesh cannot be seen, unless it runs a proxy for them.',
      'Ports that annotations keep away from the sidecar are left alone.',
    ],
  },
  requires: ['peerAuthentications', 'podSpecs', 'mesh'],
  uses: ['serviceSpecs', 'ingresses', 'namespaces', 'meshConfig', 'proxyLogs'],
  identity: ['port', 'service', 'caller'],
  messages: {
    ingress:
      'Ingress {namespace}/{name} leads to service {service}, whose pods accept mutual TLS only on port {port} (PeerAuthentication {policy}), and its controller {caller} has no proxy',
    unknownController:
      'Ingress {namespace}/{name} leads to service {service}, whose pods accept mutual TLS only on port {port} (PeerAuthentication {policy}): its controller has to be in the mesh',
    scrape:
      '{namespace}/{workload} asks to be scraped on port {port}, where it accepts mutual TLS only (PeerAuthentication {policy})',
    refused:
      '{namespace}/{workload} accepts mutual TLS only on port {port} (PeerAuthentication {policy}), and refused {caller}, which has no proxy',
  },
  *run(facets) {
    if (!facets.peerAuthentications.some(isStrictSomewhere)) return;
    yield* fromIngresses(facets);
    yield* fromScraping(facets);
    yield* fromLogs(facets);
  },
});

type Messages = 'ingress' | 'unknownController' | 'scrape' | 'refused';
type Needs = Pick<Facets, 'peerAuthentications' | 'podSpecs' | 'mesh'> &
  Partial<Pick<Facets, Extract<FacetName, 'serviceSpecs' | 'ingresses' | 'namespaces' | 'meshConfig' | 'proxyLogs'>>>;

function isStrictSomewhere({ spec }: PeerAuthentication): boolean {
  return spec.mode === 'STRICT' || [...spec.portModes.values()].includes('STRICT');
}

function isOutside(pod: PodSpec, { namespaces }: Needs): boolean {
  return !isFinished(pod) && !isPodInMesh(pod, namespaces) && !isAmbientPod(pod);
}

function* fromIngresses(facets: Needs): Generator<Finding<Messages>> {
  const { ingresses = [], serviceSpecs = [], podSpecs, meshConfig } = facets;
  const others = ingresses.filter(({ className }) => className !== (meshConfig?.ingressClass ?? 'istio'));
  if (others.length === 0) return;
  const running = podSpecs.filter((pod) => isAbout(pod, controllers) && !isFinished(pod));
  const outside = running.filter((pod) => isOutside(pod, facets));
  // Which of several controllers serves an Ingress is not known.
  if (outside.length < running.length) return;
  const [controller] = outside;
  for (const ingress of others) {
    for (const name of ingress.services) {
      const [service] = findServices(serviceSpecs, { namespace: ingress.namespace, name });
      const strict = service && strictTarget(service, facets);
      if (service === undefined || strict === undefined) continue;
      yield ofIngress(ingress, service, strict, controller);
    }
  }
}

/** A port of the service that no client in plain text reaches; absent where it reaches some port. */
function strictTarget(service: ServiceSpec, facets: Needs) {
  const pods = podsOfService(facets.podSpecs, service);
  const ports = service.ports.filter(({ protocol }) => protocol === 'TCP');
  const found = ports.flatMap((port) =>
    pods.map((pod) => {
      const target = targetPortIn(pod, port);
      const policy = target === undefined ? undefined : strictPolicy(pod, target, facets);
      return policy && { port: port.port, policy };
    }),
  );
  return found.every((one) => one !== undefined) ? found[0] : undefined;
}

function ofIngress(
  { namespace, name, source, services }: Ingress,
  service: ServiceSpec,
  { port, policy }: { port: number; policy: PeerAuthentication },
  controller: PodSpec | undefined,
): Finding<Messages> {
  return {
    messageId: controller === undefined ? 'unknownController' : 'ingress',
    ...(controller === undefined && { severity: 'info' as const }),
    args: {
      namespace,
      name,
      service: service.name,
      port,
      policy: fullName(policy),
      caller: controller === undefined ? '' : `${controller.namespace}/${controller.workload}`,
    },
    subject: { kind: 'Ingress', group: 'networking.k8s.io', namespace, name },
    evidence: [
      citeField(source, 'spec.rules', services.join(', ')),
      citeMode(policy),
      ...(controller === undefined ? [] : [citeContainers(controller)]),
    ],
  };
}

const scrape = 'prometheus.io/scrape';
const scrapePort = 'prometheus.io/port';
const scrapers = new Set(['prometheus']);

/** Injection points the annotations at the agent's port 15020 where metrics are merged (Istio 1.7 and later). */
function* fromScraping(facets: Needs): Generator<Finding<Messages>> {
  const { podSpecs, meshConfig } = facets;
  const outside = podSpecs.find((pod) => isAbout(pod, scrapers) && isOutside(pod, facets));
  for (const [pod] of groupBy(podSpecs, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
    const port = Number(pod.annotations.get(scrapePort) ?? Number.NaN);
    if (pod.annotations.get(scrape) !== 'true' || !Number.isInteger(port) || isFinished(pod)) continue;
    const isMerged =
      meshConfig?.enablePrometheusMerge !== false &&
      pod.annotations.get('prometheus.istio.io/merge-metrics') !== 'false';
    const isInjected = pod.containers.some(({ name }) => name === 'istio-proxy');
    if (isMerged && !isInjected && !isAmbientPod(pod)) continue;
    const policy = strictPolicy(pod, port, facets);
    if (policy === undefined) continue;
    yield {
      messageId: 'scrape',
      ...(outside === undefined && { severity: 'info' as const }),
      args: { namespace: pod.namespace, workload: pod.workload, port, policy: fullName(policy) },
      subject: workloadSubject(pod),
      evidence: [
        citePod(pod, `metadata.annotations["${scrapePort}"]`, String(port)),
        citeMode(policy),
        ...(outside === undefined ? [] : [citeContainers(outside)]),
      ],
    };
  }
}

const addresses = /\b(?:\d{1,3}\.){3}\d{1,3}:\d{1,5}\b/g;

function* fromLogs(facets: Needs): Generator<Finding<Messages>> {
  const { proxyLogs = [], podSpecs } = facets;
  for (const { pod: ref, access } of proxyLogs) {
    const pod = ref && specOf(podSpecs, ref);
    if (pod === undefined) continue;
    for (const group of access?.groups ?? []) {
      if (group.details !== refusedPlaintext) continue;
      for (const sample of group.samples) {
        const named = sample.excerpt?.match(addresses) ?? [];
        const target = named.find((one) => one.startsWith(`${pod.ip}:`));
        const caller = named
          .map((one) => byAddress(podSpecs).get(one.split(':', 1)[0] ?? ''))
          .find((one) => one !== undefined && one !== pod && isOutside(one, facets));
        const port = Number(target?.split(':')[1]);
        const policy = caller && Number.isInteger(port) ? strictPolicy(pod, port, facets) : undefined;
        if (caller === undefined || policy === undefined) continue;
        yield {
          messageId: 'refused',
          severity: 'error',
          basis: 'observed',
          args: {
            namespace: pod.namespace,
            workload: pod.workload,
            port,
            policy: fullName(policy),
            caller: `${caller.namespace}/${caller.workload}`,
          },
          subject: workloadSubject(pod),
          evidence: [sample, citeMode(policy), citeContainers(caller)],
        };
      }
    }
  }
}

/** Pods of the pod network; those of the host share the address of their node. */
const byAddress = derivedOnce(
  (pods: readonly PodSpec[]) =>
    new Map(
      pods.filter((pod) => !pod.hostNetwork && !isFinished(pod)).flatMap((pod) => pod.ips.map((ip) => [ip, pod])),
    ),
);

function isAbout({ labels }: PodSpec, names: ReadonlySet<string>): boolean {
  return ['app.kubernetes.io/name', 'app'].some((key) => names.has(labels.get(key) ?? ''));
}

function citeMode({ source, spec }: PeerAuthentication): Evidence {
  const [port] = [...spec.portModes].find(([, mode]) => mode === 'STRICT') ?? [];
  const field = spec.mode === 'STRICT' || port === undefined ? 'spec.mtls.mode' : `spec.portLevelMtls.${port}.mode`;
  return citeField(source, field, 'STRICT');
}

function citeContainers(pod: PodSpec): Evidence {
  const names = pod.containers.map(({ name }) => name);
  return citePod(pod, 'spec.containers', isNonEmpty(names) ? names.join(', ') : '(none)');
}
