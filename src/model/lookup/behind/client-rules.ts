import type { DestinationRule, Facets, TrafficPolicy } from '../../facets.js';
import { fullHost, isExportedTo, serviceNamed } from '../hosts.js';
import { hasAll } from '../known-objects.js';
import { rootNamespaceOf } from '../root-namespace.js';
import { rulesInForce } from '../rules-in-force.js';

type Known = Pick<Facets, 'mesh'> & Partial<Pick<Facets, 'destinationRules' | 'namespaces' | 'meshConfig'>>;

/** Where requests of one client go. */
export interface Target {
  /** Full host. */
  host: string;
  port?: number;
  subset?: string;
  /** Namespace of the client; absent where it is not known. */
  client?: string;
}

/**
 * DestinationRules that the client takes for the host. More than one where the bundle does not decide between them: for
 * hosts of ServiceEntries, or where the namespace of the client is not known. A rule of the client's own namespace that
 * was not gathered would come before all others.
 */
export function rulesOfClient(target: Target, known: Known): readonly DestinationRule[] {
  const { client } = target;
  const isDecided = client === undefined || hasAll(known.mesh, 'DestinationRule', client);
  return candidates(target, known).filter(({ namespace }) => isDecided || namespace === client);
}

function candidates({ host, client }: Target, known: Known): readonly DestinationRule[] {
  const { mesh, destinationRules, namespaces } = known;
  if (destinationRules === undefined) return [];
  const service = serviceNamed(host, mesh);
  if (service === undefined) return rulesOfHost(host, client, destinationRules, known);
  const registry = { destinationRules, mesh, ...(namespaces !== undefined && { namespaces }) };
  const taken = rulesInForce(service, registry, rootNamespaceOf(known));
  const own = taken.filter(({ clients }) => client === undefined || clients.includes(client));
  const fitting = own.length > 0 ? own : taken.filter(({ others }) => others);
  return fitting.flatMap(({ rule }) => rule ?? []);
}

function rulesOfHost(
  host: string,
  client: string | undefined,
  rules: readonly DestinationRule[],
  { mesh }: Known,
): readonly DestinationRule[] {
  const exact = rules.filter(
    ({ namespace, spec }) =>
      fullHost(spec.host, namespace, mesh) === host && isExportedTo(spec.exportTo, namespace, client ?? namespace),
  );
  const own = exact.filter(({ namespace }) => namespace === client);
  return own.length > 0 ? own : exact;
}

type Setting = 'connectionPool' | 'outlierDetection' | 'tls';

/**
 * The part of a rule that is in force for a port and subset, with its field. Settings of a port replace the others as a
 * whole; those of a subset replace those of the rule one by one (istiod, MergeSubsetTrafficPolicy).
 */
export function settingOf<K extends Setting>(
  { spec }: DestinationRule,
  setting: K,
  { port, subset }: Pick<Target, 'port' | 'subset'>,
): { value: NonNullable<TrafficPolicy[K]>; field: string } | undefined {
  const ofSubset = subset === undefined ? undefined : spec.subsets.find(({ name }) => name === subset)?.policy;
  const portOf = (policy: TrafficPolicy | undefined) => policy?.ports.find((one) => one.port === port);
  const ownPort = portOf(ofSubset);
  if (ownPort !== undefined) return at(ownPort, setting);
  return (ofSubset && at(ofSubset, setting)) ?? at(portOf(spec.policy) ?? spec.policy, setting);
}

function at<K extends Setting>(policy: Omit<TrafficPolicy, 'ports'> | undefined, setting: K) {
  const value = policy?.[setting];
  return policy === undefined || value === undefined
    ? undefined
    : { value: value as NonNullable<TrafficPolicy[K]>, field: `${policy.field}.${setting}` };
}
