import type { DestinationRule, MeshFacts, Namespace } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { fullHost, hostOfService, isExportedTo } from './hosts.js';
import { coversHost } from './sidecar-scope.js';

/** A DestinationRule and the namespaces of the clients that take it; no rule: clients that none applies to. */
export interface RuleInForce {
  rule?: DestinationRule;
  /** Namespaces by name; `others` are all those without a rule for the host. */
  clients: readonly string[];
  others: boolean;
}

interface Registry {
  destinationRules: readonly DestinationRule[];
  namespaces?: readonly Namespace[];
  mesh: MeshFacts;
}

/**
 * Which DestinationRule clients take for a service. Istio looks in the client's namespace (unless that is the root
 * namespace), then among the rules that are exported from the service's namespace, then from the root namespace; in each the
 * exact host comes before wildcards and a longer wildcard before a shorter one (Istio, Traffic Management Best Practices).
 */
export function rulesInForce(
  service: { namespace: string; name: string },
  registry: Registry,
  rootNamespace: string,
): readonly RuleInForce[] {
  const host = hostOfService(service, registry.mesh);
  const candidates = byNamespace(candidatesFor(host, registry));
  const own = [...candidates.keys()].filter((namespace) => namespace !== rootNamespace);
  const shared = (client: string | undefined) =>
    [service.namespace, rootNamespace]
      .map((namespace) => first(candidates.get(namespace) ?? [], client))
      .find((rule) => rule !== undefined);
  const taken = new Map<DestinationRule | undefined, RuleInForce>();
  for (const client of own) {
    const rule = first(candidates.get(client) ?? [], client) ?? shared(client);
    const known = taken.get(rule) ?? forRule(rule);
    taken.set(rule, { ...known, clients: [...known.clients, client] });
  }
  if (hasOtherClients(own, registry.namespaces)) {
    const rest = shared(undefined);
    taken.set(rest, { ...(taken.get(rest) ?? forRule(rest)), others: true });
  }
  return [...taken.values()];
}

function forRule(rule: DestinationRule | undefined): RuleInForce {
  return { ...(rule !== undefined && { rule }), clients: [], others: false };
}

/** Where every namespace has a rule of its own nobody is left to take a shared one. */
function hasOtherClients(own: readonly string[], namespaces: readonly Namespace[] | undefined): boolean {
  return namespaces === undefined || namespaces.length === 0 || namespaces.some(({ name }) => !own.includes(name));
}

/** A client in no known namespace sees what is exported to all. */
function first(rules: readonly DestinationRule[], client: string | undefined): DestinationRule | undefined {
  return rules.find(({ namespace, spec }) => isExportedTo(spec.exportTo, namespace, client ?? ''));
}

function byNamespace(rules: readonly DestinationRule[]): ReadonlyMap<string, readonly DestinationRule[]> {
  return groupBy(rules, ({ namespace }) => namespace);
}

/** Rules whose host is or covers a full host, the most specific first, of equal ones the oldest. */
function candidatesFor(host: string, { destinationRules, mesh }: Registry): readonly DestinationRule[] {
  const { exact, wildcards } = indexOf(destinationRules, mesh);
  return [
    ...(exact.get(host) ?? []),
    ...wildcards.filter(({ pattern }) => coversHost(pattern, host)).map((w) => w.rule),
  ];
}

interface Index {
  exact: ReadonlyMap<string, readonly DestinationRule[]>;
  /** Longest first. */
  wildcards: readonly { pattern: string; rule: DestinationRule }[];
}

const indexes = derivedOnce((_rules: readonly DestinationRule[]) => new Map<string, Index>());

function indexOf(rules: readonly DestinationRule[], mesh: MeshFacts): Index {
  const known = indexes(rules).get(mesh.clusterDomain);
  if (known !== undefined) return known;
  const aged = [...rules].filter(({ spec }) => spec.workloadSelector === undefined).sort(byAge);
  const exact = groupBy(
    aged.filter(({ spec }) => !spec.host.startsWith('*')),
    ({ spec, namespace }) => fullHost(spec.host, namespace, mesh),
  );
  const wildcards = aged
    .filter(({ spec }) => spec.host.startsWith('*'))
    .map((rule) => ({ pattern: rule.spec.host, rule }))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  const index = { exact, wildcards };
  indexes(rules).set(mesh.clusterDomain, index);
  return index;
}

function byAge(a: DestinationRule, b: DestinationRule): number {
  const [one, other] = [a.created ?? '', b.created ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}
