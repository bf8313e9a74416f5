import { citeField, type Evidence } from '../../core/evidence.js';
import type {
  IstioGateway,
  MeshFacts,
  Service,
  ServiceEntry,
  VirtualService,
  VirtualServiceRoute,
} from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { derivedOnce, groupBy } from '../../model/lookup/derive.js';
import { servedHost } from '../../model/lookup/gateway-reach.js';
import { findHost, findServices, fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { namedGateways } from '../../model/lookup/named-gateways.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { defineCheck } from '../check.js';

export const routingMisplacedRules = defineCheck({
  meta: {
    id: 'routing/misplaced-rules',
    title: 'VirtualServices are bound to where their hosts are called',
    severity: 'warning',
    why: 'The rules of a VirtualService apply at the Gateways that it names, and for calls inside the mesh only when it names mesh or no gateway at all.',
    fix: [
      {
        text: 'Add the missing one to spec.gateways: mesh for calls inside the mesh, the Gateway for requests from outside.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
      },
    ],
    decides:
      'A VirtualService for Gateways alone has rules of effect (subsets, weights, timeouts, faults …) for a service of the cluster that no server of those Gateways names; or one for sidecars alone has a host that only a Gateway names.',
    falsePositives: [
      'Silent about wildcard hosts, about hosts that another VirtualService has in the right place, and about Gateways that are not in the bundle.',
      'The service may be called through the gateway alone.',
    ],
  },
  requires: ['virtualServices', 'istioGateways', 'services', 'mesh'],
  uses: ['serviceEntries'],
  messages: {
    gatewayOnly:
      'VirtualService {namespace}/{name} has rules for {host}, a service of the cluster, and is bound to {gateways} alone: calls inside the mesh pass them by',
    meshOnly:
      'VirtualService {namespace}/{name} has rules for {host}, a host of {gateways}, and is bound to no Gateway: requests from outside find no rule',
  },
  identity: ['host'],
  *run({ virtualServices, istioGateways, services, mesh, serviceEntries }, { undecided }) {
    const known = { virtualServices, istioGateways, services, serviceEntries, mesh };
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      if (!isAnalyzedNamespace(namespace) || (isMeshBound(virtualService) && isGatewayBound(virtualService))) continue;
      for (const [index, written] of spec.hosts.entries()) {
        if (written.includes('*')) continue;
        const host = fullHost(written, namespace, mesh);
        const missed = isMeshBound(virtualService)
          ? missedGateway(host, known)
          : missedCalls(virtualService, [host, written], known);
        if (missed === undefined) continue;
        if (missed.isOpen || !hasAll(mesh, 'VirtualService')) {
          undecided(notGathered('ServiceEntry and VirtualService', `one for ${host}`));
          continue;
        }
        yield {
          messageId: isMeshBound(virtualService) ? 'meshOnly' : 'gatewayOnly',
          args: { namespace, name, host, gateways: missed.gateways.map((key) => `Gateway ${key}`).join(', ') },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, `spec.hosts[${index}]`, written), missed.evidence()],
        };
      }
    }
  },
});

interface Known {
  virtualServices: readonly VirtualService[];
  istioGateways: readonly IstioGateway[];
  services: readonly Service[];
  serviceEntries: readonly ServiceEntry[] | undefined;
  mesh: MeshFacts;
}

interface Missed {
  /** `namespace/name`. */
  gateways: readonly string[];
  evidence: () => Evidence;
  /** The host may be declared by a ServiceEntry that is not in the bundle. */
  isOpen?: boolean;
}

/** Calls of a service inside the mesh, which a VirtualService for Gateways alone does not see. */
function missedCalls(
  virtualService: VirtualService,
  hosts: readonly [full: string, written: string],
  { virtualServices, istioGateways, services, mesh }: Known,
): Missed | undefined {
  const [host] = hosts;
  const named = serviceNamed(host, mesh);
  if (named === undefined || findServices(services, named).length === 0) return undefined;
  const gateways = namedGateways(virtualService, istioGateways);
  if (gateways.some(({ gateway }) => gateway === undefined || names(gateway, hosts))) return undefined;
  const rule = virtualService.spec.routes.find(hasEffect);
  if (rule === undefined || hasRules(virtualServices, host, { mesh, isBound: isMeshBound })) return undefined;
  return {
    gateways: gateways.map(({ key }) => key),
    evidence: () => citeField(virtualService.source, rule.field, rule.field),
  };
}

/** A Gateway that names the host of a VirtualService for sidecars alone. */
function missedGateway(host: string, known: Known): Missed | undefined {
  const { virtualServices, istioGateways, services, serviceEntries, mesh } = known;
  if (!host.includes('.') || host.endsWith(`.${mesh.clusterDomain}`)) return undefined;
  const gateway = istioGateways.find((candidate) => names(candidate, [host]));
  if (gateway === undefined || hasRules(virtualServices, host, { mesh, isBound: isGatewayBound })) return undefined;
  if (findHost(host, { services, mesh, ...(serviceEntries !== undefined && { serviceEntries }) })) return undefined;
  return {
    gateways: [`${gateway.namespace}/${gateway.name}`],
    evidence: () => citeField(gateway.source, 'spec.servers', host),
    isOpen: serviceEntries === undefined || !hasAll(mesh, 'ServiceEntry'),
  };
}

/** A server names the host itself, not by a wildcard. */
function names({ namespace, spec }: IstioGateway, hosts: readonly string[]): boolean {
  return spec.servers.some((server) =>
    server.hosts.some((written) => hosts.includes(servedHost(written, namespace).host)),
  );
}

/** Does more than to send all requests where they would go anyway. */
function hasEffect({ destinations, mirrors = [], fault, timeout, retries, rewrite }: VirtualServiceRoute): boolean {
  return (
    destinations.length > 1 ||
    destinations.some(({ subset }) => subset) ||
    mirrors.length > 0 ||
    [fault, timeout, retries, rewrite].some((setting) => setting !== undefined)
  );
}

function isMeshBound({ spec }: VirtualService): boolean {
  return spec.gateways.includes('mesh');
}

function isGatewayBound({ spec }: VirtualService): boolean {
  return spec.gateways.some((written) => written !== 'mesh');
}

/** Some VirtualService that is bound as asked has the host. */
function hasRules(
  virtualServices: readonly VirtualService[],
  host: string,
  { mesh, isBound }: { mesh: MeshFacts; isBound: (virtualService: VirtualService) => boolean },
): boolean {
  const { exact, wildcard } = hostIndex(virtualServices);
  const name = serviceNamed(host, mesh)?.name ?? host;
  const named = [...(exact.get(host) ?? []), ...(exact.get(name) ?? [])].filter(
    ({ written, virtualService }) => fullHost(written, virtualService.namespace, mesh) === host,
  );
  const covering = wildcard.filter(({ written }) => coversHost(written, host));
  return [...named, ...covering].some(({ virtualService }) => isBound(virtualService));
}

const hostIndex = derivedOnce((virtualServices: readonly VirtualService[]) => {
  const hosts = virtualServices.flatMap((virtualService) =>
    virtualService.spec.hosts.map((written) => ({ written, virtualService })),
  );
  return {
    exact: groupBy(hosts, ({ written }) => written),
    wildcard: hosts.filter(({ written }) => written.includes('*')),
  };
});
