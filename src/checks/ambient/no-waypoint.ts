import { citeField } from '../../core/evidence.js';
import type { FacetName, Facets, Namespace } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { findServices } from '../../model/lookup/hosts.js';
import { type HttpPolicy, httpPolicies } from '../../model/lookup/http-policies.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { selectedPods, selectedWorkloads } from '../../model/lookup/selected.js';
import { dataplaneMode, isGatewayPod, useWaypoint, waypointOf } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

const codes: ReadonlyMap<string, readonly string[]> = new Map([
  ['AuthorizationPolicy', ['KIA0109', 'KIA1317']],
  ['RequestAuthentication', ['KIA1110']],
  ['WasmPlugin', ['KIA1111']],
  ['Telemetry', ['KIA1112']],
]);

export const ambientNoWaypoint = defineCheck({
  meta: {
    id: 'ambient/no-waypoint',
    title: 'Policies about HTTP are for workloads that use a waypoint',
    severity: 'warning',
    why: 'In ambient mode only a waypoint reads HTTP. Traffic that passes none is not subject to such a policy, or is denied by what ztunnel makes of it.',
    fix: [
      {
        text: 'Deploy a waypoint and let the namespace, or the service, use it.',
        command: 'istioctl waypoint apply -n {namespace} --enroll-namespace',
        doc: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
      },
    ],
    codes: [...codes.values()].flat(),
    decides: `The policy is about HTTP and stands in an ambient namespace; the services it names, else the workloads it selects, else the namespace have no label ${useWaypoint} (or \`none\`).`,
    falsePositives: [
      `Workloads that opted out (${dataplaneMode}=none), waypoints and gateways do not count.`,
      'Policies that name a waypoint (Gateway) in targetRefs are left alone.',
    ],
  },
  requires: ['namespaces', 'mesh'],
  uses: [
    'authorizationPolicies',
    'requestAuthentications',
    'telemetries',
    'proxyExtensions',
    'serviceSpecs',
    'podSpecs',
    'workloads',
  ],
  era: mayBeAmbient,
  messages: {
    notEnrolled: '{kind} {namespace}/{name} is about HTTP ({what}), and {who} uses no waypoint',
  },
  *run(facets) {
    for (const policy of httpPolicies(facets)) {
      const namespace = namespaceNamed(facets.namespaces, policy.namespace);
      if (namespace === undefined || !isAmbientNamespace(namespace)) continue;
      const who = withoutWaypoint(policy, namespace, facets);
      if (who === undefined) continue;
      const { kind, name, what, field, source } = policy;
      const aliases = codes.get(kind);
      yield {
        messageId: 'notEnrolled',
        args: { kind, namespace: namespace.name, name, what, who },
        subject: configSubject(policy),
        ...(aliases !== undefined && { aliases }),
        evidence: [
          citeField(source, field, what),
          citeField(namespace.source, 'metadata.labels', Object.fromEntries(namespace.labels)),
        ],
      };
    }
  },
});

type Needs = Partial<Pick<Facets, Extract<FacetName, 'serviceSpecs' | 'podSpecs' | 'workloads'>>>;

/** Who of those that the policy is for uses no waypoint. */
function withoutWaypoint(policy: HttpPolicy, namespace: Namespace, facets: Needs): string | undefined {
  const { serviceSpecs = [], podSpecs = [], workloads = [] } = facets;
  const services = policy.targets
    .filter(({ kind, group }) => kind === 'Service' && (group === '' || group === 'core'))
    .flatMap(({ name }) => findServices(serviceSpecs, { namespace: namespace.name, name }));
  if (services.length > 0) {
    const bare = services.find(({ labels }) => waypointOf(labels, namespace) === undefined);
    return bare && `service ${bare.name}`;
  }
  if (policy.targets.length > 0) return undefined;
  const selected = [
    ...selectedPods(podSpecs, policy.selector, namespace.name)
      .filter((pod) => !isGatewayPod(pod))
      .map(({ labels, workload }) => ({ labels, workload })),
    ...selectedWorkloads(workloads, policy.selector, namespace.name)
      .filter(({ podLabels }) => !isGatewayPod({ labels: podLabels }))
      .map(({ podLabels, name }) => ({ labels: podLabels, workload: name })),
  ];
  const inMesh = selected.filter(({ labels }) => labels.get(dataplaneMode) !== 'none');
  const bare = inMesh.find(({ labels }) => waypointOf(labels, namespace) === undefined);
  if (bare !== undefined) return `workload ${bare.workload}`;
  if (selected.length > 0) return undefined;
  return waypointOf(new Map(), namespace) === undefined ? `namespace ${namespace.name}` : undefined;
}
