import { citeField } from '../../core/evidence.js';
import type { KubernetesRoute, MeshFacts, ReferenceGrant, Service } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { findServices } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck, type Finding } from '../check.js';

export const gatewaysRouteBackend = defineCheck({
  meta: {
    id: 'gateways/route-backend',
    title: 'Routes of the Gateway API lead to services that exist',
    severity: 'error',
    why: 'Requests for a backend that does not exist, or that the route may not refer to, are answered with 500.',
    fix: [
      {
        text: 'Name the Service by its plain name, with its namespace in the field for it and one of its ports; a Service of another namespace needs a ReferenceGrant there.',
        command: 'kubectl get services,referencegrants -n {backendNamespace}',
        doc: 'https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional',
      },
    ],
    codes: ['KIA1402'],
    decides:
      'Looks each Service among backendRefs and parentRefs up, its port, and the ReferenceGrants of its namespace.',
    falsePositives: [
      'Silent where the status of the route tells of references that do not resolve: gateways/unattached-route has it.',
      'A Service of another cluster alone is not seen.',
    ],
  },
  requires: ['kubernetesRoutes', 'services'],
  uses: ['referenceGrants', 'mesh'],
  messages: {
    missing: '{kind} {namespace}/{name} refers to service {backendNamespace}/{backend}, which does not exist',
    dotted: '{kind} {namespace}/{name} refers to service "{backend}", which is no name of a Service but a host',
    notGranted:
      '{kind} {namespace}/{name} refers to service {backendNamespace}/{backend} of another namespace, which no ReferenceGrant allows',
    noPort:
      '{kind} {namespace}/{name} refers to port {port} of service {backendNamespace}/{backend}, which has {ports}',
  },
  identity: ['backendNamespace', 'backend', 'port'],
  *run({ kubernetesRoutes, services, referenceGrants, mesh }, { undecided }) {
    for (const route of kubernetesRoutes) {
      if (!isAnalyzedNamespace(route.namespace) || isToldByStatus(route)) continue;
      for (const reference of serviceReferences(route)) {
        const fault = faultOf(route, reference, { services, referenceGrants, mesh });
        if (fault === undefined) continue;
        const { namespace, name } = reference;
        if (fault.messageId === 'missing' && !hasAll(mesh, 'Service', namespace)) {
          undecided(notGathered('service', `${namespace}/${name}`));
          continue;
        }
        yield finding(route, reference, fault);
      }
    }
  },
});

interface ServiceReference {
  field: string;
  namespace: string;
  name: string;
  port?: number;
  isBackend: boolean;
}

function serviceReferences({ spec }: KubernetesRoute): readonly ServiceReference[] {
  const isService = ({ group, kind }: { group?: string; kind: string }) => kind === 'Service' && !group;
  return [
    ...spec.parents
      .filter(isParentService)
      .map((parent) => ({ ...parent, field: parent.field ?? 'spec.parentRefs', isBackend: false })),
    ...spec.backends.filter(isService).map((backend) => ({ ...backend, isBackend: true })),
  ];
}

/** Many leave out that the group of a Service is empty; without a word it is that of the Gateway API. */
function isParentService({ kind }: { kind: string }): boolean {
  return kind === 'Service';
}

type Message = 'missing' | 'dotted' | 'notGranted' | 'noPort';

interface Fault {
  messageId: Message;
  ports?: string;
}

interface Cluster {
  services: readonly Service[];
  referenceGrants: readonly ReferenceGrant[] | undefined;
  mesh: MeshFacts | undefined;
}

function faultOf(
  route: KubernetesRoute,
  { namespace, name, port, isBackend }: ServiceReference,
  { services, referenceGrants, mesh }: Cluster,
): Fault | undefined {
  if (name.includes('.')) return { messageId: 'dotted' };
  const [service] = findServices(services, { namespace, name });
  if (service === undefined) return { messageId: 'missing' };
  const isForeign = isBackend && namespace !== route.namespace;
  // Without the list of grants, or of those of this namespace, one may allow it.
  const knowsGrants = referenceGrants !== undefined && hasAll(mesh, 'ReferenceGrant', namespace);
  if (isForeign && knowsGrants && !isGranted(route, { namespace, name }, referenceGrants))
    return { messageId: 'notGranted' };
  const numbers = service.ports.map((own) => own.port);
  const isUnknown = isBackend && port !== undefined && numbers.length > 0 && !numbers.includes(port);
  return isUnknown ? { messageId: 'noPort', ports: numbers.join(', ') } : undefined;
}

function isGranted(
  { kind, group, namespace }: KubernetesRoute,
  service: { namespace: string; name: string },
  grants: readonly ReferenceGrant[],
): boolean {
  return grants.some(
    (grant) =>
      grant.namespace === service.namespace &&
      grant.spec.from.some((from) => from.kind === kind && from.group === group && from.namespace === namespace) &&
      grant.spec.to.some((to) => to.kind === 'Service' && (to.name === undefined || to.name === service.name)),
  );
}

function isToldByStatus({ spec }: KubernetesRoute): boolean {
  return spec.parentConditions.some(({ conditions }) =>
    conditions.some(({ type, status }) => type === 'ResolvedRefs' && status === 'False'),
  );
}

function finding(
  route: KubernetesRoute,
  { field, namespace: backendNamespace, name: backend, port = 0 }: ServiceReference,
  { messageId, ports = '' }: Fault,
): Finding<Message> {
  const { kind, group, namespace, name, source } = route;
  return {
    messageId,
    args: { kind, namespace, name, backendNamespace, backend, port: messageId === 'noPort' ? port : '', ports },
    subject: { kind, group, namespace, name },
    ...(messageId !== 'noPort' && { aliases: ['KIA1402'] }),
    evidence: [citeField(source, messageId === 'noPort' ? `${field}.port` : `${field}.name`, backend)],
  };
}
