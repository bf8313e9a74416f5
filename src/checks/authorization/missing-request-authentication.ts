import { citeField } from '../../core/evidence.js';
import type { AuthorizationPolicy, FacetName, Facets } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { httpAttributes } from '../../model/lookup/http-attributes.js';
import { hasAllPolicies, notGathered } from '../../model/lookup/known-objects.js';
import { policiesOfPod } from '../../model/lookup/policies-of-pod.js';
import { podsOfPolicy } from '../../model/lookup/policy-pods.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { defineCheck } from '../check.js';

export const authorizationMissingRequestAuthentication = defineCheck({
  meta: {
    id: 'authorization/missing-request-authentication',
    title: 'Where policies ask for token claims, a RequestAuthentication checks tokens',
    severity: 'error',
    why: 'Request principals and claims exist only where a RequestAuthentication has checked the token. Without one an ALLOW rule that asks for them matches nobody.',
    fix: [
      {
        text: 'Add a RequestAuthentication for the same workloads (or the same targetRefs).',
        command: 'kubectl get requestauthentications -n {namespace}',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-jwt/',
      },
    ],
    decides:
      'A rule asks for requestPrincipals or request.auth.*, and no RequestAuthentication of the namespace or the root namespace selects any of the pods of the policy, nor names its target.',
    falsePositives: ['EnvoyFilters or an external authorizer that set the same metadata are not known here.'],
  },
  requires: ['authorizationPolicies', 'mesh'],
  uses: ['requestAuthentications', 'podSpecs', 'meshConfig'],
  messages: {
    missing:
      'AuthorizationPolicy {namespace}/{name} asks for {attribute}, and no RequestAuthentication checks tokens for its workloads',
  },
  *run(facets, { undecided }) {
    for (const policy of facets.authorizationPolicies) {
      const { namespace, name, source, spec } = policy;
      const [attribute] = (spec.ruleList ?? []).flatMap(httpAttributes).filter(({ name: what }) => isFromToken(what));
      if (attribute === undefined || isAuthenticated(policy, facets)) continue;
      const { requestAuthentications, mesh } = facets;
      const isKnown = hasAllPolicies(mesh, 'RequestAuthentication', namespace, rootNamespaceOf(facets));
      if (requestAuthentications === undefined || !isKnown) {
        undecided(notGathered('RequestAuthentication', `one for AuthorizationPolicy ${namespace}/${name}`));
        continue;
      }
      yield {
        messageId: 'missing',
        args: { namespace, name, attribute: attribute.name },
        subject: configSubject(policy),
        severity: spec.action === 'ALLOW' ? 'error' : 'warning',
        evidence: [citeField(source, attribute.field, attribute.values.join(', '))],
      };
    }
  },
});

type Needs = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, Extract<FacetName, 'requestAuthentications' | 'podSpecs' | 'meshConfig'>>>;

function isFromToken(attribute: string): boolean {
  return attribute.toLowerCase().endsWith('requestprincipals') || attribute.startsWith('request.auth.');
}

function isAuthenticated(policy: AuthorizationPolicy, facets: Needs): boolean {
  const { namespace, spec } = policy;
  const { requestAuthentications = [], podSpecs = [] } = facets;
  const rootNamespace = rootNamespaceOf(facets);
  const { targets = [] } = spec;
  const near = requestAuthentications.filter((one) => one.namespace === namespace || one.namespace === rootNamespace);
  if (namespace === rootNamespace && spec.selector.size === 0) return requestAuthentications.length > 0;
  if (targets.length > 0) {
    // A Gateway and a service behind it may each be the target of one of the two.
    return near.some((one) => one.spec.targets.length > 0 || one.spec.selector.size === 0);
  }
  const pods = podsOfPolicy(podSpecs, { namespace, selector: spec.selector }, rootNamespace);
  if (pods.length === 0) return near.length > 0;
  return pods.some((pod) => policiesOfPod(requestAuthentications, pod, rootNamespace).length > 0);
}
