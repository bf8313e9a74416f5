import { citeField, type Evidence } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import type {
  Condition,
  KubernetesGateway,
  KubernetesListener,
  KubernetesRoute,
  MeshFacts,
  Namespace,
} from '../../model/facets.js';
import { namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { matchesSelector } from '../../model/lookup/selector.js';
import { type CheckContext, defineCheck, type Finding } from '../check.js';

export const gatewaysUnattachedRoute = defineCheck({
  meta: {
    id: 'gateways/unattached-route',
    title: 'Routes of the Gateway API are attached and resolved',
    severity: 'error',
    why: 'A route that its Gateway does not accept is not served at all. One with references that do not resolve answers 500 for them.',
    fix: [
      {
        text: 'Correct parentRefs and backendRefs; a Gateway admits other namespaces by allowedRoutes, a backend in another namespace needs a ReferenceGrant.',
        command: 'kubectl describe {resource} -n {namespace} {name}',
        doc: 'https://gateway-api.sigs.k8s.io/api-types/httproute/',
      },
    ],
    codes: ['IST0171', 'KIA1401', 'KIA1402'],
    decides:
      'Looks each parent Gateway up, its listeners and the namespaces that they admit; then reads what controllers say in the status of the route.',
    falsePositives: ['Gateways of namespaces that the bundle does not cover stay open.'],
  },
  requires: ['kubernetesRoutes'],
  uses: ['kubernetesGateways', 'mesh', 'namespaces'],
  messages: {
    missingGateway: '{kind} {namespace}/{name} names Gateway {parent}, which does not exist',
    missingListener: '{kind} {namespace}/{name} names {listener} of Gateway {parent}, which has no such listener',
    notAdmitted:
      '{kind} {namespace}/{name} names Gateway {parent}, whose listeners admit no routes of namespace {namespace}',
    notAccepted: '{kind} {namespace}/{name} is not accepted by {parent} ({reason})',
    unresolved: '{kind} {namespace}/{name} has references that do not resolve ({reason})',
  },
  identity: ['parent', 'listener'],
  *run({ kubernetesRoutes, kubernetesGateways, mesh, namespaces }, { undecided }) {
    const gateways =
      kubernetesGateways &&
      new Map(kubernetesGateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    for (const route of kubernetesRoutes) {
      // Without the list of Gateways the route's own status is what there is.
      const unattached =
        gateways === undefined ? [] : [...missingParents(route, gateways, { mesh, namespaces, undecided })];
      const refused = [...refusals(route)];
      // The controller says the same of a parent that is not there: one finding for both.
      const isSaidTwice = refused.some(({ messageId }) => messageId === 'notAccepted');
      for (const finding of unattached) {
        yield isSaidTwice ? { ...finding, aliases: [...(finding.aliases ?? []), 'IST0171'] } : finding;
      }
      yield* refused.filter(({ messageId }) => unattached.length === 0 || messageId === 'unresolved');
    }
  },
});

interface Surroundings extends Pick<CheckContext, 'undecided'> {
  mesh: MeshFacts | undefined;
  namespaces: readonly Namespace[] | undefined;
}

function* missingParents(
  route: KubernetesRoute,
  gateways: ReadonlyMap<string, KubernetesGateway>,
  { mesh, namespaces, undecided }: Surroundings,
): Generator<Finding<'missingGateway' | 'missingListener' | 'notAdmitted'>> {
  for (const { kind, namespace, name, sectionName, port } of route.spec.parents) {
    if (kind !== 'Gateway') continue;
    const parent = `${namespace}/${name}`;
    const gateway = gateways.get(parent);
    const evidence = citeField(route.source, 'spec.parentRefs', parent);
    if (gateway === undefined && !hasAll(mesh, 'Gateway.gateway.networking.k8s.io', namespace)) {
      undecided(notGathered('Gateway', parent));
      continue;
    }
    if (gateway === undefined) {
      yield {
        messageId: 'missingGateway',
        args: { ...about(route), parent },
        subject: subjectOf(route),
        aliases: ['KIA1401'],
        evidence: [evidence],
      };
      continue;
    }
    const { listeners } = gateway.spec;
    const fitting = listeners.filter(
      (listener) => (sectionName ?? listener.name) === listener.name && (port ?? listener.port) === listener.port,
    );
    const admission = admissionOf(fitting, route, gateway, namespaces);
    if (admission === 'unknown') undecided(`the labels of namespace ${route.namespace} are not known`);
    if (fitting.length > 0 && admission === 'refused') {
      yield {
        messageId: 'notAdmitted',
        args: { ...about(route), parent },
        subject: subjectOf(route),
        aliases: ['KIA1401'],
        evidence: [evidence, ...fitting.slice(0, 3).map((listener) => citeAdmission(gateway, listener))],
      };
    }
    if (fitting.length > 0 || (sectionName === undefined && port === undefined)) continue;
    const listener = [sectionName, port === undefined ? undefined : `port ${port}`].filter(Boolean).join(', ');
    yield {
      messageId: 'missingListener',
      args: { ...about(route), parent, listener },
      subject: subjectOf(route),
      evidence: [evidence, citeField(gateway.source, 'spec.listeners', listeners.map(({ name }) => name).join(', '))],
    };
  }
}

/** Whether one of the listeners takes routes of the namespace; a listener takes those of its own unless it says else. */
function admissionOf(
  listeners: readonly KubernetesListener[],
  route: KubernetesRoute,
  gateway: KubernetesGateway,
  namespaces: readonly Namespace[] | undefined,
): 'admitted' | 'refused' | 'unknown' {
  const verdicts = listeners.map(({ allowedRoutes: { from = 'Same', selector } = {} }) => {
    if (from === 'All' || (from === 'Same' && route.namespace === gateway.namespace)) return 'admitted';
    if (from !== 'Selector' || selector === undefined) return 'refused';
    const namespace = namespaceNamed(namespaces, route.namespace);
    if (namespace === undefined) return 'unknown';
    const labels = new Map([['kubernetes.io/metadata.name', namespace.name], ...namespace.labels]);
    return matchesSelector(selector, labels) ? 'admitted' : 'refused';
  });
  return verdicts.includes('admitted') ? 'admitted' : verdicts.includes('unknown') ? 'unknown' : 'refused';
}

function citeAdmission({ source }: KubernetesGateway, { field, name, allowedRoutes }: KubernetesListener): Evidence {
  return citeField(
    source,
    `${field}.allowedRoutes.namespaces.from`,
    `${allowedRoutes?.from ?? 'Same'} (listener ${name})`,
  );
}

function* refusals(route: KubernetesRoute): Generator<Finding<'notAccepted' | 'unresolved'>> {
  for (const { parent, conditions } of route.spec.parentConditions) {
    for (const condition of conditions) {
      if (condition.status !== 'False' || !['Accepted', 'Programmed', 'ResolvedRefs'].includes(condition.type))
        continue;
      const reason = reasonOf(condition);
      yield {
        messageId: condition.type === 'ResolvedRefs' ? 'unresolved' : 'notAccepted',
        args: { ...about(route), parent, reason: shorten(reason) },
        subject: subjectOf(route),
        aliases: ['IST0171', ...(isBackendFault(condition) ? ['KIA1402'] : [])],
        evidence: [
          citeField(route.source, `status.parents[${parent}].conditions[${condition.type}]`, `False, ${reason}`),
        ],
        ...(condition.since !== undefined && { firstSeen: condition.since }),
      };
    }
  }
}

/** What gateways/route-backend finds out where no status tells. */
function isBackendFault({ type, reason }: Condition): boolean {
  return type === 'ResolvedRefs' && (reason === 'BackendNotFound' || reason === 'RefNotPermitted');
}

function reasonOf({ reason, message }: Condition): string {
  return [reason, message].filter(Boolean).join(': ') || 'no reason is given';
}

function about({ kind, namespace, name }: KubernetesRoute) {
  return { kind, namespace, name, resource: kind.toLowerCase() };
}

function subjectOf({ kind, group, namespace, name }: KubernetesRoute) {
  return { kind, group, namespace, name };
}
