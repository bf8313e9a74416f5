import { citeField } from '../../../core/evidence.js';
import type { AuthorizationPolicy, AuthorizationRule, Facets } from '../../facets.js';
import { hasAll } from '../known-objects.js';
import { policiesOfPod } from '../policies-of-pod.js';
import { rootNamespaceOf } from '../root-namespace.js';
import { type Behind, inWords, list, nameOf, saying } from './behind.js';
import { isWaypoint, type ReportingProxy } from './proxy.js';

type Known = Pick<Facets, 'mesh'> & Partial<Pick<Facets, 'authorizationPolicies' | 'meshConfig'>>;

/** How istiod names the rules of AuthorizationPolicies in Envoy (pilot/pkg/security/authz, since Istio 1.4). */
const matched = /matched_policy\[ns\[([^\]]{1,63})\]-policy\[([^\]]{1,253})\]-rule\[(\d{1,6})\]\]/;

/** Who refused a request with `rbac_access_denied_matched_policy[…]`, in details of HTTP or of a TCP connection. */
export function behindDenial(details: string, proxy: ReportingProxy | undefined, known: Known): Behind | undefined {
  const { authorizationPolicies } = known;
  if (authorizationPolicies === undefined) return undefined;
  const [, namespace, name, rule] = matched.exec(details) ?? [];
  if (namespace !== undefined && name !== undefined)
    return byRule({ namespace, name, rule: Number(rule) }, authorizationPolicies, known);
  return details.includes('matched_policy[none]') ? byNoRule(proxy, authorizationPolicies, known) : undefined;
}

function byRule(
  { namespace, name, rule }: { namespace: string; name: string; rule: number },
  policies: readonly AuthorizationPolicy[],
  { mesh }: Known,
): Behind | undefined {
  const policy = policies.find((one) => one.namespace === namespace && one.name === name);
  if (policy === undefined) {
    if (!hasAll(mesh, 'AuthorizationPolicy', namespace)) return undefined;
    return saying(
      `AuthorizationPolicy ${namespace}/${name}, which refused them, is not in the bundle: it was deleted after the lines.`,
    );
  }
  const { spec, source } = policy;
  const objects = [nameOf(policy)];
  const words = inWords(policy);
  if (spec.action !== 'DENY')
    return {
      text: `${words}, which refused them by rule ${rule}, has action ${spec.action} in the bundle: it was changed after the lines.`,
      evidence: [citeField(source, 'spec.action', spec.action)],
      objects,
    };
  const found = spec.ruleList?.[rule];
  if (found === undefined && rule >= spec.rules)
    return {
      text: `${words} refused them by rule ${rule}, and has only ${counted(spec.rules, 'rule')} in the bundle: it was changed after the lines.`,
      evidence: [citeField(source, 'spec.rules', `${spec.rules} rules`)],
      objects,
    };
  const field = found?.field ?? `spec.rules[${rule}]`;
  const about = found === undefined ? '' : describeRule(found);
  return {
    text: `${words} (action DENY) refuses them by rule ${rule}${about === '' ? '' : `, for ${about}`}.`,
    evidence: [citeField(source, field, about === '' ? 'every request' : about)],
    objects,
  };
}

/** Where ALLOW policies select a workload, what none of them allows is refused. */
function byNoRule(
  proxy: ReportingProxy | undefined,
  policies: readonly AuthorizationPolicy[],
  known: Known,
): Behind | undefined {
  const { spec, pod } = proxy ?? {};
  if (proxy === undefined || spec === undefined || pod === undefined || isWaypoint(proxy)) return undefined;
  const rootNamespace = rootNamespaceOf(known);
  const gateway = spec.labels.get('gateway.networking.k8s.io/gateway-name');
  const attached = policies.filter(
    ({ namespace, spec: { targets = [] } }) =>
      namespace === pod.namespace && targets.some(({ kind, name }) => kind === 'Gateway' && name === gateway),
  );
  const allowing = [...policiesOfPod(policies, spec, rootNamespace), ...attached].filter(
    (policy) => policy.spec.action === 'ALLOW',
  );
  if (allowing.length > 0)
    return {
      text: `No rule of ${list(allowing.map((policy) => `${inWords(policy)} (${allowedBy(policy)})`))} allows them, and with ALLOW policies the rest is refused.`,
      evidence: allowing.slice(0, 3).map((policy) => citeField(policy.source, 'spec.rules', allowedBy(policy))),
      objects: allowing.map(nameOf),
    };
  const isComplete = [pod.namespace, rootNamespace].every((name) => hasAll(known.mesh, 'AuthorizationPolicy', name));
  if (!isComplete) return undefined;
  return saying(
    'No ALLOW policy in the bundle selects the workload: the one that refused them was deleted or changed.',
  );
}

function allowedBy({ spec: { rules, ruleList = [] } }: AuthorizationPolicy): string {
  if (rules === 0) return 'allows nothing';
  const principals = ruleList.flatMap(({ from }) =>
    from.flatMap((source) => [...source.principals, ...source.serviceAccounts.map((name) => `account ${name}`)]),
  );
  const namespaces = ruleList.flatMap(({ from }) => from.flatMap((source) => source.namespaces));
  if (principals.length > 0) return `allows ${list(principals)}`;
  return namespaces.length > 0 ? `allows namespaces ${list(namespaces)}` : counted(rules, 'rule');
}

/** `source namespaces legacy; methods DELETE`. */
function describeRule({ from, to, when }: AuthorizationRule): string {
  const parts = [
    ...new Set([...from, ...to].flatMap((part) => lists(part).map(([key, values]) => `${key} ${list(values)}`))),
    ...when.map(
      ({ key, values, notValues }) => `${key} ${values.length > 0 ? list(values) : `not ${list(notValues)}`}`,
    ),
  ];
  return list(parts);
}

function lists(
  part: AuthorizationRule['from'][number] | AuthorizationRule['to'][number],
): [string, readonly string[]][] {
  return Object.entries(part).flatMap(([key, values]): [string, readonly string[]][] =>
    Array.isArray(values) && values.length > 0 ? [[key, values]] : [],
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
