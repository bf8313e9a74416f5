import { citeField } from '../../core/evidence.js';
import type { FacetName, Facets, Labels, PodSpec, Workload } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { isAmbientPod, isPodInMesh, isWorkloadInMesh } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { podsOfPolicy } from '../../model/lookup/policy-pods.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { selectedWorkloads } from '../../model/lookup/selected.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const configurationPolicySelector = defineCheck({
  meta: {
    id: 'configuration/policy-selector',
    title: 'Security policies select workloads of the mesh',
    severity: 'warning',
    why: 'A policy that selects no workload protects nothing, although it looks as if it did.',
    fix: [
      {
        text: 'Compare the selector with the labels of the pods in the namespace of the policy.',
        command: 'kubectl get pods -n {namespace} --show-labels',
        doc: 'https://istio.io/latest/docs/reference/config/type/workload-selector/',
      },
    ],
    codes: ['IST0127', 'KIA0004'],
    decides:
      'AuthorizationPolicies need a pod with a sidecar, or an ambient one, that they select (in the root namespace: in any namespace); PeerAuthentications and RequestAuthentications with a selector need a pod or a workload.',
    falsePositives: [
      'Templates of Deployments, StatefulSets, DaemonSets, Jobs and CronJobs count, so that a workload without pods is no problem.',
      'Policies with targetRefs select no pods, and are left alone.',
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: [
    'authorizationPolicies',
    'peerAuthentications',
    'requestAuthentications',
    'workloads',
    'namespaces',
    'meshConfig',
  ],
  messages: {
    noMatch: '{kind} {namespace}/{name} selects {selector}, which no workload of the mesh has',
    emptyNamespace: '{kind} {namespace}/{name} is for the whole namespace, which has no workload of the mesh',
  },
  applies: ({ authorizationPolicies, peerAuthentications, requestAuthentications }) =>
    authorizationPolicies !== undefined || peerAuthentications !== undefined || requestAuthentications !== undefined
      ? true
      : 'no security policies were captured',
  *run(facets, { undecided }) {
    for (const policy of policiesOf(facets)) {
      const { kind, namespace, name, spec, source } = policy;
      if (!isAnalyzedNamespace(namespace) || policy.hasTargets || isEffective(policy, facets)) continue;
      if (!hasAll(facets.mesh, 'Pod', namespace)) {
        undecided(notGathered('pod', `one that ${kind} ${namespace}/${name} selects`));
        continue;
      }
      const isOfNamespace = spec.selector.size === 0;
      const selector = selectorText(spec.selector);
      yield {
        messageId: isOfNamespace ? 'emptyNamespace' : 'noMatch',
        args: { kind, namespace, name, selector },
        subject: configSubject(policy),
        aliases: kind === 'AuthorizationPolicy' ? ['IST0127', ...(isOfNamespace ? [] : ['KIA0004'])] : ['KIA0004'],
        evidence: [
          citeField(source, isOfNamespace ? 'metadata.namespace' : 'spec.selector.matchLabels', selector || namespace),
        ],
      };
    }
  },
});

type Needs = Pick<Facets, 'podSpecs' | 'mesh'> &
  Partial<
    Pick<
      Facets,
      Extract<
        FacetName,
        | 'authorizationPolicies'
        | 'peerAuthentications'
        | 'requestAuthentications'
        | 'workloads'
        | 'namespaces'
        | 'meshConfig'
      >
    >
  >;

function policiesOf({ authorizationPolicies = [], peerAuthentications = [], requestAuthentications = [] }: Needs) {
  return [
    ...authorizationPolicies.map((policy) => ({ ...policy, hasTargets: (policy.spec.targets ?? []).length > 0 })),
    ...peerAuthentications.map((policy) => ({ ...policy, hasTargets: false })),
    ...requestAuthentications.map((policy) => ({ ...policy, hasTargets: policy.spec.targets.length > 0 })),
  ];
}

interface Policy {
  kind: string;
  namespace: string;
  spec: { selector: Labels };
}

function isEffective({ kind, namespace, spec: { selector } }: Policy, facets: Needs): boolean {
  const { podSpecs, workloads = [], namespaces } = facets;
  const isRoot = namespace === rootNamespaceOf(facets);
  const isAuthorization = kind === 'AuthorizationPolicy';
  if (selector.size === 0 && (isRoot || !isAuthorization)) return true;
  // A PeerAuthentication with a selector in the root namespace has a check of its own.
  if (isRoot && kind === 'PeerAuthentication') return true;
  const counts = (pod: PodSpec) => !isAuthorization || isPodInMesh(pod, namespaces) || isAmbientPod(pod);
  const countsAsWorkload = (workload: Workload) => !isAuthorization || isWorkloadInMesh(workload, namespaces);
  if (podsOfPolicy(podSpecs, { namespace, selector }, isRoot ? namespace : undefined).some(counts)) return true;
  const templates =
    selector.size > 0
      ? selectedWorkloads(workloads, selector, isRoot ? undefined : namespace)
      : workloads.filter((workload) => workload.namespace === namespace);
  return templates.some((template) => countsAsWorkload(template) || mayGetSidecarElsewhere(template));
}

/** Pods of a workload that says nothing about its containers may be anything. */
function mayGetSidecarElsewhere({ containers }: Workload): boolean {
  return containers === undefined;
}
