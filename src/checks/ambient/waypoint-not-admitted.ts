import { citeField } from '../../core/evidence.js';
import { matchesGlob } from '../../core/glob.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { AuthorizationPolicy, AuthorizationRule, MeshFacts } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientNamespace, isAmbientPod, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { isFinished, workloadSubject } from '../../model/lookup/pods.js';
import { policiesOfPod } from '../../model/lookup/policies-of-pod.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { isGatewayPod, waypointOf } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

export const ambientWaypointNotAdmitted = defineCheck({
  meta: {
    id: 'ambient/waypoint-not-admitted',
    title: 'Policies at ztunnel let the waypoint in',
    severity: 'error',
    why: 'ztunnel sees the waypoint, not the client behind it, as the source. An ALLOW policy on the pods that does not let the identity of the waypoint in denies everything that comes through it.',
    fix: [
      {
        text: 'Add the principal of the waypoint to the policy on the pods, and move the rules about clients to a policy with targetRefs.',
        doc: 'https://istio.io/latest/docs/ambient/usage/l4-policy/#considerations-when-waypoints-are-introduced',
      },
    ],
    decides:
      'A service in front of ambient pods uses a waypoint, ALLOW policies without targetRefs select the pods, and no rule of them matches <namespace>/sa/<waypoint>; the service account of a waypoint is named as its Gateway.',
    falsePositives: [
      'A waypoint that somebody deployed with another service account; rules by address are taken as letting it in.',
    ],
  },
  requires: ['authorizationPolicies', 'podSpecs', 'serviceSpecs', 'namespaces', 'mesh'],
  uses: ['meshConfig'],
  era: mayBeAmbient,
  identity: ['waypoint'],
  messages: {
    denied:
      'Service {service} uses the waypoint {waypoint}, which {policies} do not let into the pods of {namespace}/{workload}',
  },
  *run(facets) {
    const { authorizationPolicies, podSpecs, serviceSpecs, namespaces, mesh } = facets;
    const rootNamespace = rootNamespaceOf(facets);
    const allowing = authorizationPolicies.filter(({ spec }) => spec.action === 'ALLOW');
    if (allowing.length === 0) return;
    const pods = podSpecs.filter((pod) => {
      const own = namespaceNamed(namespaces, pod.namespace);
      return (
        !isFinished(pod) && !isGatewayPod(pod) && (isAmbientPod(pod) || (own !== undefined && isAmbientNamespace(own)))
      );
    });
    for (const [pod] of groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const policies = policiesOfPod(allowing, pod, rootNamespace);
      if (!isNonEmpty(policies)) continue;
      const namespace = namespaceNamed(namespaces, pod.namespace);
      for (const service of servicesSelecting(serviceSpecs, pod)) {
        const waypoint = waypointOf(service.labels, namespace);
        if (waypoint === undefined || policies.some((policy) => admits(policy, waypoint, mesh))) continue;
        yield {
          messageId: 'denied',
          args: {
            service: service.name,
            waypoint: `${waypoint.namespace}/${waypoint.name}`,
            policies: policies.map(({ name }) => name).join(', '),
            namespace: pod.namespace,
            workload: pod.workload,
          },
          subject: workloadSubject(pod),
          evidence: [
            ...mapNonEmpty(policies, ({ source, spec }) => citeField(source, 'spec.rules', `${spec.rules} rules`)),
            citeField(service.source, 'metadata.labels', Object.fromEntries(service.labels)),
          ],
        };
      }
    }
  },
});

type Waypoint = { namespace: string; name: string };

function admits({ spec: { ruleList = [] } }: AuthorizationPolicy, waypoint: Waypoint, mesh: MeshFacts): boolean {
  return ruleList.some((rule) => isOpen(rule) || rule.from.some((source) => matchesSource(source, waypoint, mesh)));
}

function isOpen({ from, when }: AuthorizationRule): boolean {
  return from.length === 0 && !when.some(({ key }) => key.startsWith('source.'));
}

function matchesSource(
  source: AuthorizationRule['from'][number],
  { namespace, name }: Waypoint,
  mesh: MeshFacts,
): boolean {
  const domains = ['cluster.local', ...(mesh.trustDomain === undefined ? [] : [mesh.trustDomain])];
  const { principals, namespaces, serviceAccounts } = source;
  const isNamed = principals.some((principal) =>
    domains.some((domain) => matchesGlob(principal, `${domain}/ns/${namespace}/sa/${name}`)),
  );
  return (
    (principals.length === 0 || isNamed) &&
    (namespaces.length === 0 || namespaces.some((pattern) => matchesGlob(pattern, namespace))) &&
    (serviceAccounts.length === 0 ||
      serviceAccounts.some((account) => account === name || account === `${namespace}/${name}`))
  );
}
