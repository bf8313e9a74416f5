import { citeField } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import type { Condition, KubernetesGateway, KubernetesRoute, MeshFacts } from '../../model/facets.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
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
  },
  requires: ['kubernetesRoutes'],
  uses: ['kubernetesGateways', 'mesh'],
  messages: {
    missingGateway: '{kind} {namespace}/{name} names Gateway {parent}, which does not exist',
    missingListener: '{kind} {namespace}/{name} names {listener} of Gateway {parent}, which has no such listener',
    notAccepted: '{kind} {namespace}/{name} is not accepted by {parent} ({reason})',
    unresolved: '{kind} {namespace}/{name} has references that do not resolve ({reason})',
  },
  identity: ['parent', 'listener'],
  *run({ kubernetesRoutes, kubernetesGateways, mesh }, { undecided }) {
    const gateways =
      kubernetesGateways &&
      new Map(kubernetesGateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    for (const route of kubernetesRoutes) {
      // Without the list of Gateways the route's own status is what there is.
      const unattached = gateways === undefined ? [] : [...missingParents(route, gateways, { mesh, undecided })];
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

function* missingParents(
  route: KubernetesRoute,
  gateways: ReadonlyMap<string, KubernetesGateway>,
  { mesh, undecided }: { mesh: MeshFacts | undefined } & Pick<CheckContext, 'undecided'>,
): Generator<Finding<'missingGateway' | 'missingListener'>> {
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
    const fits = listeners.some(
      (listener) => (sectionName ?? listener.name) === listener.name && (port ?? listener.port) === listener.port,
    );
    if (fits || (sectionName === undefined && port === undefined)) continue;
    const listener = [sectionName, port === undefined ? undefined : `port ${port}`].filter(Boolean).join(', ');
    yield {
      messageId: 'missingListener',
      args: { ...about(route), parent, listener },
      subject: subjectOf(route),
      evidence: [evidence, citeField(gateway.source, 'spec.listeners', listeners.map(({ name }) => name).join(', '))],
    };
  }
}

function* refusals(route: KubernetesRoute): Generator<Finding<'notAccepted' | 'unresolved'>> {
  for (const { parent, conditions } of route.spec.parentConditions) {
    for (const condition of conditions) {
      if (condition.status !== 'False' || (condition.type !== 'Accepted' && condition.type !== 'ResolvedRefs'))
        continue;
      const reason = reasonOf(condition);
      yield {
        messageId: condition.type === 'Accepted' ? 'notAccepted' : 'unresolved',
        args: { ...about(route), parent, reason: shorten(reason) },
        subject: subjectOf(route),
        aliases: ['IST0171'],
        evidence: [
          citeField(route.source, `status.parents[${parent}].conditions[${condition.type}]`, `False, ${reason}`),
        ],
        ...(condition.since !== undefined && { firstSeen: condition.since }),
      };
    }
  }
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
