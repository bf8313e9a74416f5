import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type {
  AuthorizationPolicy,
  FacetName,
  Facets,
  Namespace,
  RequestAuthentication,
  ServiceSpec,
} from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { fullName } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { findServices, fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { httpAttributes } from '../../model/lookup/http-attributes.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { useWaypoint, type WaypointUse, waypointFor, waypointOf } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

const ingressUse = 'istio.io/ingress-use-waypoint';

export const ambientBypassedWaypoint = defineCheck({
  meta: {
    id: 'ambient/bypassed-waypoint',
    title: 'Ingress gateways pass the waypoint of the services that they route to',
    severity: 'warning',
    why: 'An ingress gateway sends straight to the pods of a service, whatever waypoint the service uses. Policies and routes at the waypoint do not hold for requests from outside.',
    fix: [
      {
        text: `Label the service, or its namespace, ${ingressUse}=true, or repeat the policies at the gateway.`,
        command: `kubectl label service {service} -n {namespace} ${ingressUse}=true`,
        doc: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
      },
    ],
    decides: `A VirtualService or HTTPRoute of a gateway routes to a service that uses a waypoint, neither the service nor its namespace is labelled ${ingressUse}=true, and a policy about HTTP is attached to the service or its waypoint.`,
    falsePositives: [
      'Without such a policy nothing is said: to leave the waypoint out is the default and saves a hop.',
      'A policy may be meant for callers in the mesh alone; where all of them are ALLOW policies it is information.',
    ],
  },
  requires: ['authorizationPolicies', 'serviceSpecs', 'namespaces', 'mesh'],
  uses: ['requestAuthentications', 'virtualServices', 'kubernetesRoutes', 'kubernetesGateways'],
  era: mayBeAmbient,
  messages: {
    bypassed:
      '{route} routes from a gateway to service {namespace}/{service} past its waypoint {waypoint}, where {policies} hold',
  },
  *run(facets) {
    const routed = groupBy([...fromVirtualServices(facets), ...fromRoutes(facets)], ({ service }) => fullName(service));
    for (const group of routed.values()) {
      const [{ service, route }] = group;
      const namespace = namespaceNamed(facets.namespaces, service.namespace);
      if (namespace === undefined || !isAmbientNamespace(namespace)) continue;
      const waypoint = waypointOf(service.labels, namespace);
      if (waypoint === undefined || asksIngress(service, namespace) || !takesServices(waypoint, facets)) continue;
      const policies = policiesOn(service, waypoint, facets);
      if (policies.length === 0) continue;
      yield {
        messageId: 'bypassed',
        args: {
          route,
          namespace: service.namespace,
          service: service.name,
          waypoint: fullName(waypoint),
          policies: policies.map(({ kind, name }) => `${kind} ${name}`).join(', '),
        },
        subject: serviceSubject(service),
        ...(policies.every(isAllowing) && { severity: 'info' as const }),
        evidence: [
          ...mapNonEmpty(group, ({ source, field, host }) => citeField(source, field, host)),
          waypoint.isInherited
            ? citeField(namespace.source, `metadata.labels["${useWaypoint}"]`, waypoint.name)
            : citeField(service.source, `metadata.labels["${useWaypoint}"]`, waypoint.name),
          ...policies.map(({ source }) => citeField(source, 'spec.targetRefs', waypoint.name)),
        ],
      };
    }
  },
});

type Needs = Pick<Facets, 'authorizationPolicies' | 'serviceSpecs' | 'namespaces' | 'mesh'> &
  Partial<
    Pick<
      Facets,
      Extract<FacetName, 'requestAuthentications' | 'virtualServices' | 'kubernetesRoutes' | 'kubernetesGateways'>
    >
  >;

interface Routed {
  /** `VirtualService shop/cart`. */
  route: string;
  service: ServiceSpec;
  source: Facets['virtualServices'][number]['source'];
  field: string;
  host: string;
}

function* fromVirtualServices({ virtualServices = [], serviceSpecs, mesh }: Needs): Generator<Routed> {
  for (const object of virtualServices) {
    if (object.spec.gateways.every((gateway) => gateway === 'mesh')) continue;
    for (const { field, host } of object.spec.routes.flatMap(({ destinations }) => destinations)) {
      const named = serviceNamed(fullHost(host, object.namespace, mesh), mesh);
      for (const service of named === undefined ? [] : findServices(serviceSpecs, named))
        yield {
          route: `VirtualService ${fullName(object)}`,
          service,
          source: object.source,
          field: `${field}.destination.host`,
          host,
        };
    }
  }
}

/** Routes of waypoints are not from outside. */
function* fromRoutes(facets: Needs): Generator<Routed> {
  const { kubernetesRoutes = [], kubernetesGateways = [], serviceSpecs } = facets;
  const ingress = new Set(
    kubernetesGateways.filter(({ spec }) => spec.className !== 'istio-waypoint').map((gateway) => fullName(gateway)),
  );
  for (const object of kubernetesRoutes) {
    if (!object.spec.parents.some((parent) => parent.kind === 'Gateway' && ingress.has(fullName(parent)))) continue;
    for (const { field, kind, namespace, name } of object.spec.backends) {
      if (kind !== 'Service') continue;
      for (const service of findServices(serviceSpecs, { namespace, name }))
        yield {
          route: `${object.kind} ${fullName(object)}`,
          service,
          source: object.source,
          field: `${field}.name`,
          host: name,
        };
    }
  }
}

/** The label of the service counts before that of its namespace (istiod, ambient index). */
function asksIngress({ labels }: ServiceSpec, namespace: Namespace): boolean {
  return (labels.get(ingressUse) ?? namespace.labels.get(ingressUse))?.toLowerCase() === 'true';
}

function takesServices(waypoint: WaypointUse, { kubernetesGateways = [] }: Needs): boolean {
  const gateway = kubernetesGateways.find((one) => fullName(one) === fullName(waypoint));
  return gateway !== undefined && ['service', 'all'].includes(waypointFor(gateway));
}

/** Such a policy says who may come in, not who is kept out or has to show a token. */
function isAllowing({ spec }: AuthorizationPolicy | RequestAuthentication): boolean {
  return 'action' in spec && spec.action === 'ALLOW';
}

function policiesOn(service: ServiceSpec, waypoint: WaypointUse, facets: Needs) {
  const { authorizationPolicies, requestAuthentications = [] } = facets;
  const aboutHttp = authorizationPolicies.filter(
    ({ spec }) => spec.action === 'CUSTOM' || (spec.ruleList ?? []).some((rule) => httpAttributes(rule).length > 0),
  );
  return [...aboutHttp, ...requestAuthentications].filter(({ namespace, spec }) =>
    (spec.targets ?? []).some(
      ({ kind, name }) =>
        (kind === 'Service' && namespace === service.namespace && name === service.name) ||
        (kind === 'Gateway' && namespace === waypoint.namespace && name === waypoint.name),
    ),
  );
}
