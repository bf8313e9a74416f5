import { citeField } from '../../core/evidence.js';
import type { FacetName, Facets, ServiceSpec } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { findServices, fullHost, hostOfService, serviceNamed } from '../../model/lookup/hosts.js';
import { httpSettingOf } from '../../model/lookup/http-policies.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { waypointOf } from '../../model/lookup/waypoints.js';
import { defineCheck, type Finding } from '../check.js';

/** Codes of Kiali: nothing known of the host, the service without a waypoint, the object in another namespace. */
const codes = {
  VirtualService: { namespace: 'KIA1109', service: 'KIA1113', elsewhere: 'KIA1114' },
  DestinationRule: { namespace: 'KIA0210', service: 'KIA0211', elsewhere: 'KIA0212' },
} as const;

export const ambientRoutingWithoutWaypoint = defineCheck({
  meta: {
    id: 'ambient/routing-without-waypoint',
    title: 'Routing rules for ambient services are read by a waypoint',
    severity: 'warning',
    why: 'ztunnel routes no HTTP. Without a waypoint the rule has no effect for ambient clients, and a waypoint reads only rules from the namespace of the service.',
    fix: [
      {
        text: 'Let the service, or its namespace, use a waypoint, and keep the rule in the namespace of the service.',
        command: 'kubectl label service {service} -n {serviceNamespace} istio.io/use-waypoint=waypoint',
        doc: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
      },
    ],
    codes: Object.values(codes).flatMap((kind) => Object.values(kind)),
    decides:
      'A VirtualService with http or tls routes for the mesh, or a DestinationRule with HTTP settings or outlier detection, names a service of an ambient namespace.',
    falsePositives: [
      'Clients with a sidecar apply such rules by themselves, so that in a mixed mesh the rule may be meant for them.',
      'VirtualServices for gateways only are left alone.',
    ],
  },
  requires: ['namespaces', 'serviceSpecs', 'mesh'],
  uses: ['virtualServices', 'destinationRules'],
  identity: ['service', 'serviceNamespace'],
  era: mayBeAmbient,
  messages: {
    serviceWithoutWaypoint: '{kind} {object} has {what} for {service} in {serviceNamespace}, which uses no waypoint',
    otherNamespace:
      '{kind} {object} has {what} for {service}, which is ambient in namespace {serviceNamespace}: its waypoint reads rules of that namespace only',
    namespaceWithoutWaypoint: '{kind} {object} has {what} in an ambient namespace that uses no waypoint',
  },
  *run(facets) {
    for (const virtualService of facets.virtualServices ?? []) {
      const { spec } = virtualService;
      const route = spec.routes.find(({ protocol }) => protocol !== 'tcp');
      if (route === undefined || !spec.gateways.includes('mesh')) continue;
      const hosts = spec.hosts.map((host, index) => ({ host, field: `spec.hosts[${index}]` }));
      yield* about(virtualService, `${route.protocol} routes`, hosts, facets);
    }
    for (const rule of facets.destinationRules ?? []) {
      const setting = httpSettingOf(rule);
      if (setting !== undefined)
        yield* about(rule, setting.what, [{ host: rule.spec.host, field: 'spec.host' }], facets);
    }
  },
});

type Needs = Pick<Facets, 'namespaces' | 'serviceSpecs' | 'mesh'> &
  Partial<Pick<Facets, Extract<FacetName, 'virtualServices' | 'destinationRules'>>>;
type Messages = 'serviceWithoutWaypoint' | 'otherNamespace' | 'namespaceWithoutWaypoint';
type Rule = Facets['virtualServices'][number] | Facets['destinationRules'][number];

function* about(
  rule: Rule,
  what: string,
  hosts: readonly { host: string; field: string }[],
  facets: Needs,
): Generator<Finding<Messages>> {
  const kind = rule.kind === 'VirtualService' ? 'VirtualService' : 'DestinationRule';
  const finding = (
    messageId: Messages,
    code: string,
    host: { host: string; field: string },
    service?: ServiceSpec,
  ) => ({
    messageId,
    args: {
      kind,
      object: fullName(rule),
      what,
      service: service?.name ?? host.host,
      serviceNamespace: service?.namespace ?? rule.namespace,
    },
    subject: configSubject(rule),
    aliases: [code],
    evidence: [citeField(rule.source, host.field, host.host)] as const,
  });
  const ambient = hosts.flatMap((host) =>
    ambientServices(host.host, rule, facets).map((service) => ({ host, service })),
  );
  for (const { host, service } of ambient) {
    if (service.namespace !== rule.namespace) yield finding('otherNamespace', codes[kind].elsewhere, host, service);
    const namespace = namespaceNamed(facets.namespaces, service.namespace);
    if (waypointOf(service.labels, namespace) === undefined)
      yield finding('serviceWithoutWaypoint', codes[kind].service, host, service);
  }
  const own = namespaceNamed(facets.namespaces, rule.namespace);
  const [first] = hosts;
  if (ambient.length > 0 || first === undefined || own === undefined || !isAmbientNamespace(own)) return;
  if (waypointOf(new Map(), own) === undefined && !isElsewhere(hosts, rule, facets))
    yield finding('namespaceWithoutWaypoint', codes[kind].namespace, first);
}

function ambientServices(host: string, { namespace }: Rule, { serviceSpecs, namespaces, mesh }: Needs) {
  const full = fullHost(host, namespace, mesh);
  if (full === '*') return [];
  const named = serviceNamed(full, mesh);
  const found = full.startsWith('*.')
    ? serviceSpecs.filter((service) => hostOfService(service, mesh).endsWith(full.slice(1)))
    : named === undefined
      ? []
      : findServices(serviceSpecs, named);
  return found.filter((service) => {
    const own = namespaceNamed(namespaces, service.namespace);
    return own !== undefined && isAmbientNamespace(own);
  });
}

/** All hosts are services of namespaces that are not ambient: nothing here needs a waypoint. */
function isElsewhere(hosts: readonly { host: string }[], { namespace }: Rule, { serviceSpecs, mesh }: Needs): boolean {
  return hosts.every(({ host }) => {
    const named = serviceNamed(fullHost(host, namespace, mesh), mesh);
    return named !== undefined && named.namespace !== namespace && findServices(serviceSpecs, named).length > 0;
  });
}
