import { citeField } from '../../core/evidence.js';
import { isNonEmpty } from '../../core/non-empty.js';
import type { AuthorizationPolicy, AuthorizationRule, PodSpec } from '../../model/facets.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isGatewayProxy } from '../../model/lookup/gateway-pods.js';
import { identityAttributes } from '../../model/lookup/http-attributes.js';
import { hasAllPolicies, notGathered } from '../../model/lookup/known-objects.js';
import { isFinished } from '../../model/lookup/pods.js';
import { policiesOfPod } from '../../model/lookup/policies-of-pod.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { gatewayName } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

export const authorizationClosedGateway = defineCheck({
  meta: {
    id: 'authorization/closed-gateway',
    title: 'Policies for all workloads leave ingress gateways open',
    severity: 'warning',
    why: 'A policy without a selector in the root namespace is for every workload, gateways and waypoints too. Clients from outside have no identity in the mesh, so that a rule about identities shuts the gateway to them.',
    fix: [
      {
        text: 'Add an ALLOW policy that selects the gateway and says who may come in, or keep the wide policy to namespaces of applications.',
        command: 'kubectl get authorizationpolicies -n {namespace}',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-ingress/',
      },
    ],
    decides:
      'Gateway pods stand behind a LoadBalancer or NodePort service; every ALLOW rule in force for them asks for an identity of the mesh, or a DENY rule is for all but some identities, and the policy that says so selects nothing.',
    falsePositives: [
      'Where all clients of the gateway present certificates of the mesh.',
      'The policy is left alone where another one lets clients without an identity in, and where it selects the gateway by labels.',
    ],
  },
  requires: ['authorizationPolicies', 'services', 'podSpecs', 'mesh'],
  uses: ['meshConfig'],
  identity: ['gateway'],
  messages: {
    allowsIdentities:
      'AuthorizationPolicy {namespace}/{name} is for all workloads and lets in only clients with an identity of the mesh: gateway {gateway} refuses everybody from outside',
    deniesOthers:
      'AuthorizationPolicy {namespace}/{name} is for all workloads and denies clients without certain identities ({attribute}): gateway {gateway} refuses everybody from outside',
  },
  *run(facets, { undecided }) {
    const { authorizationPolicies, podSpecs, services, mesh } = facets;
    const rootNamespace = rootNamespaceOf(facets);
    const wide = authorizationPolicies.filter(
      ({ namespace, spec }) =>
        namespace === rootNamespace && spec.selector.size === 0 && (spec.targets ?? []).length === 0,
    );
    if (wide.length === 0) return;
    const gateways = podSpecs.filter((pod) => isGatewayProxy(pod) && !isFinished(pod));
    for (const [pod] of groupBy(gateways, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const service = servicesSelecting(services, pod).find(
        ({ type }) => type === 'LoadBalancer' || type === 'NodePort',
      );
      if (service === undefined) continue;
      const closing = [
        ...closingAllow(policiesAt(pod, authorizationPolicies, rootNamespace)),
        ...wide.flatMap(closingDeny),
      ];
      for (const { policy, field, attribute, messageId } of closing.filter(({ policy }) => wide.includes(policy))) {
        // Only an ALLOW policy beside it could let them in: who is denied stays denied.
        if (
          messageId === 'allowsIdentities' &&
          !hasAllPolicies(mesh, 'AuthorizationPolicy', pod.namespace, rootNamespace)
        ) {
          undecided(notGathered('AuthorizationPolicy', `one that lets clients into ${pod.namespace}/${pod.workload}`));
          continue;
        }
        yield {
          messageId,
          args: {
            namespace: policy.namespace,
            name: policy.name,
            attribute,
            gateway: fullName({ namespace: pod.namespace, name: pod.workload }),
          },
          subject: configSubject(policy),
          evidence: [
            citeField(policy.source, field, attribute),
            citeField(service.source, 'spec.type', `${service.type} (service ${service.name})`),
          ],
        };
      }
    }
  },
});

/** By selector, and attached to the Gateway that the pods stand for. */
function policiesAt(pod: PodSpec, policies: readonly AuthorizationPolicy[], rootNamespace: string) {
  const gateway = pod.labels.get(gatewayName);
  const attached = policies.filter(
    ({ namespace, spec }) =>
      namespace === pod.namespace &&
      (spec.targets ?? []).some(({ kind, name }) => kind === 'Gateway' && name === gateway),
  );
  return [...policiesOfPod(policies, pod, rootNamespace), ...attached];
}

interface Closing {
  policy: AuthorizationPolicy;
  field: string;
  attribute: string;
  messageId: 'allowsIdentities' | 'deniesOthers';
}

function closingAllow(policies: readonly AuthorizationPolicy[]): Closing[] {
  const allowing = policies.filter(({ spec }) => spec.action === 'ALLOW' && (spec.ruleList ?? []).length > 0);
  const isClosed = allowing.every(({ spec }) => (spec.ruleList ?? []).every(({ from }) => asksForIdentity(from)));
  if (!isNonEmpty(allowing) || !isClosed) return [];
  return allowing.flatMap((policy) => {
    const [attribute] = (policy.spec.ruleList ?? []).flatMap(identityAttributes);
    return attribute === undefined
      ? []
      : [{ policy, field: attribute.field, attribute: attribute.name, messageId: 'allowsIdentities' as const }];
  });
}

function asksForIdentity(from: AuthorizationRule['from']): boolean {
  return (
    from.length > 0 &&
    from.every(
      ({ principals, namespaces, serviceAccounts }) =>
        principals.length > 0 || namespaces.length > 0 || serviceAccounts.length > 0,
    )
  );
}

/** A rule that asks for nothing but that the client is none of some identities. */
function closingDeny(policy: AuthorizationPolicy): Closing[] {
  if (policy.spec.action !== 'DENY') return [];
  return (policy.spec.ruleList ?? []).flatMap((rule) => {
    if (rule.to.length > 0 || rule.when.length > 0) return [];
    const source = rule.from.find(
      (one) => one.notPrincipals.length + one.notNamespaces.length + one.notServiceAccounts.length > 0,
    );
    const [attribute] = source === undefined ? [] : identityAttributes({ ...rule, from: [source] });
    const isOnlyThat = source !== undefined && !isNarrowed(source);
    return attribute === undefined || !isOnlyThat
      ? []
      : [{ policy, field: attribute.field, attribute: attribute.name, messageId: 'deniesOthers' as const }];
  });
}

function isNarrowed(source: AuthorizationRule['from'][number]): boolean {
  const { principals, namespaces, serviceAccounts, requestPrincipals, ipBlocks, notIpBlocks } = source;
  return [
    principals,
    namespaces,
    serviceAccounts,
    requestPrincipals,
    source.notRequestPrincipals,
    ipBlocks,
    notIpBlocks,
    source.remoteIpBlocks,
    source.notRemoteIpBlocks,
  ].some((list) => list.length > 0);
}
