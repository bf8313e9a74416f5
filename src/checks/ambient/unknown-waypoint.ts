import { citeField, type Evidence } from '../../core/evidence.js';
import type { Subject } from '../../core/subject.js';
import type { Facets, Labels, Namespace } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { derivedOnce, groupBy } from '../../model/lookup/derive.js';
import { isAmbientNamespace, isAmbientPod, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { dataplaneMode, isGatewayPod, useWaypoint, waypointFor, waypointOf } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

export const ambientUnknownWaypoint = defineCheck({
  meta: {
    id: 'ambient/unknown-waypoint',
    title: 'Waypoints that objects are labelled to use exist and serve them',
    severity: 'error',
    why: 'A label with the name of a waypoint that does not exist, or does not serve that sort of traffic, has no effect: traffic goes past policies and routes that are meant to be in its way.',
    fix: [
      {
        text: 'Deploy the waypoint, or correct the label.',
        command: 'istioctl waypoint list --all-namespaces',
        doc: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
      },
    ],
    codes: ['KIA1312', 'KIA1313'],
    decides: `Labels ${useWaypoint} and istio.io/use-waypoint-namespace of namespaces, services and pods are looked up among the Gateways; istio.io/waypoint-for of the Gateway says which traffic it takes.`,
    falsePositives: [
      'The label on a namespace that is not ambient is no problem for clients that are; it is reported for pods only.',
    ],
  },
  requires: ['kubernetesGateways', 'namespaces', 'mesh'],
  uses: ['serviceSpecs', 'podSpecs'],
  identity: ['waypoint'],
  era: mayBeAmbient,
  messages: {
    unknown: '{object} is labelled to use the waypoint {waypoint}, which does not exist',
    otherTraffic: '{object} is labelled to use the waypoint {waypoint}, which takes {takes} traffic only',
    notAmbient: '{object} is labelled to use the waypoint {waypoint}, and is not in ambient mode',
  },
  *run(facets, { undecided }) {
    const { kubernetesGateways, mesh } = facets;
    const gateways = byName(kubernetesGateways);
    for (const user of usersOf(facets)) {
      const { object, subject, evidence, waypoint, takes, isWorkload } = user;
      const args = { object, waypoint, namespace: subject.namespace ?? subject.name };
      const gateway = gateways.get(waypoint);
      if (user.isAmbient === false) {
        yield {
          messageId: 'notAmbient',
          args,
          subject,
          severity: 'warning',
          aliases: ['KIA1312'],
          evidence: [evidence],
        };
      }
      if (gateway === undefined) {
        if (hasAll(mesh, 'Gateway.gateway.networking.k8s.io', waypoint.split('/')[0]))
          yield { messageId: 'unknown', args, subject, aliases: isWorkload ? ['KIA1313'] : [], evidence: [evidence] };
        else undecided(notGathered('Gateway', waypoint));
        continue;
      }
      const offered = waypointFor(gateway);
      if (takes === undefined || offered === 'all' || offered === takes) continue;
      yield {
        messageId: 'otherTraffic',
        args: { ...args, takes: offered },
        subject,
        severity: 'warning',
        evidence: [evidence, citeField(gateway.source, 'metadata.labels["istio.io/waypoint-for"]', offered)],
      };
    }
  },
});

const byName = derivedOnce(
  (gateways: Facets['kubernetesGateways']) => new Map(gateways.map((one) => [`${one.namespace}/${one.name}`, one])),
);

interface WaypointUser {
  object: string;
  subject: Subject;
  /** `namespace/name`. */
  waypoint: string;
  /** The sort of traffic it would send there; absent where the label is for both. */
  takes?: 'service' | 'workload';
  isWorkload: boolean;
  isAmbient?: boolean;
  evidence: Evidence;
}

type Needs = Pick<Facets, 'namespaces'> & Partial<Pick<Facets, 'serviceSpecs' | 'podSpecs'>>;

/** Objects with a label of their own; what they inherit is said once, of the namespace. */
function usersOf({ namespaces, serviceSpecs = [], podSpecs = [] }: Needs): readonly WaypointUser[] {
  const workloads = groupBy(
    podSpecs.filter((pod) => !isGatewayPod(pod)),
    ({ namespace, workload }) => `${namespace}/${workload}`,
  );
  return [
    ...namespaces.flatMap((namespace) =>
      user(namespace, namespace.labels, namespace, {
        object: `Namespace ${namespace.name}`,
        subject: { kind: 'Namespace', name: namespace.name },
        isWorkload: false,
      }),
    ),
    ...serviceSpecs.flatMap((service) =>
      user(service, service.labels, namespaceNamed(namespaces, service.namespace), {
        object: `Service ${service.namespace}/${service.name}`,
        subject: serviceSubject(service),
        takes: 'service',
        isWorkload: false,
      }),
    ),
    ...[...workloads.values()].flatMap((group) => {
      const [pod] = group;
      const namespace = namespaceNamed(namespaces, pod.namespace);
      return user(pod, pod.labels, namespace, {
        object: `Workload ${pod.namespace}/${pod.workload}`,
        subject: workloadSubject(pod),
        takes: 'workload',
        isWorkload: true,
        isAmbient: group.some(isAmbientPod) || isMeantToBeAmbient(pod.labels, namespace),
      });
    }),
  ];
}

function user(
  { source }: { source: Evidence },
  labels: Labels,
  namespace: Namespace | undefined,
  about: Omit<WaypointUser, 'waypoint' | 'evidence'>,
): WaypointUser[] {
  const use = labels.has(useWaypoint) ? waypointOf(labels, namespace) : undefined;
  if (use === undefined || use.namespace === '') return [];
  const evidence = citeField(source, `metadata.labels["${useWaypoint}"]`, use.name);
  return [{ ...about, waypoint: `${use.namespace}/${use.name}`, evidence }];
}

function isMeantToBeAmbient(labels: Labels, namespace: Namespace | undefined): boolean {
  const own = labels.get(dataplaneMode);
  return own === undefined ? namespace !== undefined && isAmbientNamespace(namespace) : own === 'ambient';
}
