import { citeField } from '../../core/evidence.js';
import { parseIp } from '../../core/ip.js';
import type { MeshConfig, MeshFacts, ServicePort, ServiceSpec, Sidecar, VirtualService } from '../../model/facets.js';
import { destinationsOf } from '../../model/lookup/destinations.js';
import { findHost, findServices, fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { type CheckContext, defineCheck, type Finding } from '../check.js';

/** Since Istio 1.21 (ENABLE_EXTERNAL_NAME_ALIAS) such a service is an alias of its target; its ports mean nothing. */
const firstAsAlias = 21;

export const servicesExternalName = defineCheck({
  meta: {
    id: 'services/external-name',
    title: 'ExternalName services point at a name that exists',
    severity: 'error',
    why: 'An ExternalName service is a DNS alias, nothing more: the name it stands for has to resolve. What Istio makes of it changed with 1.21.',
    fix: [
      {
        text: 'Correct externalName; for an IP address use a service without selector and an EndpointSlice.',
        command: 'kubectl get service -n {namespace} {name} -o yaml',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/service/#externalname',
      },
      {
        text: 'Route to the host itself rather than to the alias, and declare it with a ServiceEntry if it is outside the cluster.',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/',
      },
    ],
  },
  requires: ['serviceSpecs', 'mesh'],
  uses: ['serviceEntries', 'virtualServices', 'meshConfig', 'sidecars'],
  messages: {
    address: 'ExternalName service {namespace}/{name} has the IP address {target}, which DNS does not resolve',
    missing: 'ExternalName service {namespace}/{name} points at {target}, a service that does not exist',
    capturesPort:
      'Port {port} of ExternalName service {namespace}/{name} is not declared as HTTP or TLS, so that Istio {version} sends all traffic to that port to {target}',
    routedAlias:
      'VirtualService {namespace}/{route} routes to ExternalName service {name}, an alias of {target}, which the mesh does not know',
    blocked:
      'ExternalName service {namespace}/{name} is an alias of {target}, which the mesh does not know, and the mesh lets no traffic out to unknown hosts (REGISTRY_ONLY)',
  },
  identity: ['port', 'name'],
  *run({ serviceSpecs, mesh, serviceEntries, virtualServices = [], meshConfig, sidecars = [] }, { undecided }) {
    const aliases = serviceSpecs.filter(isAlias);
    yield* brokenTargets(aliases, serviceSpecs, { mesh, undecided });
    const minor = oldestMinor(mesh);
    if (minor !== undefined && minor < firstAsAlias) yield* capturedPorts(aliases, minor);
    // Without the list of ServiceEntries a host outside the cluster may well be declared.
    if (minor !== undefined && minor >= firstAsAlias && serviceEntries !== undefined && hasAll(mesh, 'ServiceEntry')) {
      const registry = { services: serviceSpecs, serviceEntries, mesh };
      yield* routedAliases(virtualServices, aliases, registry);
      if (meshConfig?.outboundTrafficPolicy === 'REGISTRY_ONLY' && !sidecars.some(allowsAny))
        yield* blockedAliases(aliases, { registry, meshConfig });
    }
  },
});

interface Alias extends ServiceSpec {
  externalName: string;
}

function isAlias(service: ServiceSpec): service is Alias {
  return service.type === 'ExternalName' && service.externalName !== undefined;
}

function* brokenTargets(
  aliases: readonly Alias[],
  services: readonly ServiceSpec[],
  { mesh, undecided }: { mesh: MeshFacts } & Pick<CheckContext, 'undecided'>,
): Generator<Finding<'address' | 'missing'>> {
  for (const alias of aliases) {
    const { namespace, name, externalName: target, source } = alias;
    const named = serviceNamed(target, mesh);
    const isMissing = named !== undefined && findServices(services, named).length === 0;
    if (isMissing && !hasAll(mesh, 'Service', named.namespace)) {
      undecided(notGathered('service', target));
      continue;
    }
    if (!isMissing && parseIp(target) === undefined) continue;
    yield {
      messageId: isMissing ? 'missing' : 'address',
      args: { namespace, name, target },
      subject: serviceSubject(alias),
      evidence: [citeField(source, 'spec.externalName', target)],
    };
  }
}

/** Ports that the proxy listens on for any address, because nothing in the first bytes names a host. */
function* capturedPorts(aliases: readonly Alias[], minor: number): Generator<Finding<'capturesPort'>> {
  for (const alias of aliases) {
    const { namespace, name, externalName: target, source } = alias;
    for (const port of alias.ports) {
      if (port.protocol !== 'TCP' || namesHost(port)) continue;
      yield {
        messageId: 'capturesPort',
        args: { namespace, name, target, port: port.port, version: `1.${minor}` },
        subject: serviceSubject(alias),
        severity: 'warning',
        aliases: ['IST0150'],
        evidence: [citeField(source, 'spec.ports', String(port.port))],
      };
    }
  }
}

function namesHost(port: ServicePort): boolean {
  const declared = declaredProtocol(port);
  return declared?.handling === 'http' || declared?.protocol === 'https' || declared?.protocol === 'tls';
}

function* routedAliases(
  virtualServices: readonly VirtualService[],
  aliases: readonly Alias[],
  registry: Parameters<typeof findHost>[1],
): Generator<Finding<'routedAlias'>> {
  for (const virtualService of virtualServices) {
    const { namespace, name: route, source } = virtualService;
    for (const { host, field } of destinationsOf(virtualService)) {
      const named = serviceNamed(fullHost(host, namespace, registry.mesh), registry.mesh);
      const alias = named === undefined ? undefined : findServices(aliases, named)[0];
      if (alias === undefined || findHost(alias.externalName, registry) !== undefined) continue;
      yield {
        messageId: 'routedAlias',
        args: { namespace, route, name: `${alias.namespace}/${alias.name}`, target: alias.externalName },
        subject: { kind: 'VirtualService', namespace, name: route },
        evidence: [
          citeField(source, `${field}.host`, host),
          citeField(alias.source, 'spec.externalName', alias.externalName),
        ],
      };
    }
  }
}

/** A Sidecar may open what the mesh closes, for some of the callers at least. */
function allowsAny({ spec }: Sidecar): boolean {
  return spec.outboundTrafficPolicy === 'ALLOW_ANY';
}

function* blockedAliases(
  aliases: readonly Alias[],
  { registry, meshConfig }: { registry: Parameters<typeof findHost>[1]; meshConfig: MeshConfig },
): Generator<Finding<'blocked'>> {
  for (const alias of aliases) {
    const { namespace, name, externalName: target, source } = alias;
    // What is no name of a host, or of a service that does not exist, is said already.
    if (parseIp(target) !== undefined || serviceNamed(target, registry.mesh) !== undefined) continue;
    if (findHost(target, registry) !== undefined) continue;
    yield {
      messageId: 'blocked',
      args: { namespace, name, target },
      subject: serviceSubject(alias),
      evidence: [
        citeField(source, 'spec.externalName', target),
        citeField(meshConfig.source, 'outboundTrafficPolicy.mode', 'REGISTRY_ONLY'),
      ],
    };
  }
}
