import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { FacetName, Facets, PeerAuthentication } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { selectedPods, selectedWorkloads } from '../../model/lookup/selected.js';
import { defineCheck } from '../check.js';

export const mtlsSeveralPolicies = defineCheck({
  meta: {
    id: 'mtls/several-policies',
    title: 'One PeerAuthentication decides about a workload',
    severity: 'error',
    why: 'Istio takes only the oldest PeerAuthentication of each level (mesh, namespace, workload). The others look as if they were in force and are not.',
    fix: [
      {
        text: 'Keep one for the namespace, and one for each workload that differs.',
        command: 'kubectl get peerauthentications -n {namespace}',
        doc: 'https://istio.io/latest/docs/concepts/security/#peer-authentication',
      },
    ],
    codes: ['KIA0002', 'KIA0003'],
    decides:
      'Two PeerAuthentications of one namespace have no selector, or select a common pod or workload template. Where the modes are equal it is a warning.',
    falsePositives: ['RequestAuthentications and AuthorizationPolicies are combined by Istio, and are not looked at.'],
  },
  requires: ['peerAuthentications', 'mesh'],
  uses: ['podSpecs', 'workloads', 'meshConfig'],
  messages: {
    withoutSelector: 'PeerAuthentication {namespace}/{name} is one of {count} without a selector: {names}',
    sameWorkload: 'PeerAuthentication {namespace}/{name} selects {workload}, which {others} selects too',
  },
  *run(facets) {
    const { peerAuthentications } = facets;
    const general = peerAuthentications.filter(({ spec }) => spec.selector.size === 0);
    for (const group of groupBy(general, ({ namespace }) => namespace).values()) {
      if (group.length < 2) continue;
      const names = group.map(({ name }) => name).join(', ');
      for (const policy of group) {
        yield {
          messageId: 'withoutSelector',
          args: { namespace: policy.namespace, name: policy.name, names, count: group.length },
          subject: configSubject(policy),
          severity: severityOf(group),
          aliases: ['KIA0002'],
          evidence: mapNonEmpty([policy, ...group.filter((other) => other !== policy)], cite),
        };
      }
    }
    const rootNamespace = rootNamespaceOf(facets);
    const selecting = peerAuthentications.filter(
      ({ namespace, spec }) => spec.selector.size > 0 && namespace !== rootNamespace,
    );
    for (const policy of selecting) yield* clashes(policy, selecting, facets);
  },
});

type Needs = Partial<Pick<Facets, Extract<FacetName, 'podSpecs' | 'workloads'>>>;

function* clashes(policy: PeerAuthentication, all: readonly PeerAuthentication[], facets: Needs) {
  const { namespace, name } = policy;
  const own = workloadsOf(policy, facets);
  const others = all.filter(
    (other) =>
      other !== policy && other.namespace === namespace && overlap(own, workloadsOf(other, facets)) !== undefined,
  );
  if (!isNonEmpty(others)) return;
  yield {
    messageId: 'sameWorkload' as const,
    args: {
      namespace,
      name,
      others: others.map((other) => other.name).join(', '),
      workload: overlap(own, workloadsOf(others[0], facets)) ?? '',
    },
    subject: configSubject(policy),
    severity: severityOf([policy, ...others]),
    aliases: ['KIA0003'],
    evidence: mapNonEmpty([policy, ...others], cite),
  };
}

function workloadsOf({ namespace, spec }: PeerAuthentication, { podSpecs = [], workloads = [] }: Needs) {
  return new Set([
    ...selectedPods(podSpecs, spec.selector, namespace).map(({ workload }) => workload),
    ...selectedWorkloads(workloads, spec.selector, namespace).map((workload) => workload.name),
  ]);
}

function overlap(some: ReadonlySet<string>, others: ReadonlySet<string>): string | undefined {
  return [...some].find((name) => others.has(name));
}

/** Equal settings do the same whichever wins. */
function severityOf(policies: readonly PeerAuthentication[]): 'error' | 'warning' {
  const settings = policies.map(({ spec }) => JSON.stringify([spec.mode, [...spec.portModes]]));
  return new Set(settings).size > 1 ? 'error' : 'warning';
}

function cite({ source, spec }: PeerAuthentication) {
  const field = spec.selector.size > 0 ? 'spec.selector' : 'metadata.name';
  return citeField(source, field, Object.fromEntries(spec.selector));
}
