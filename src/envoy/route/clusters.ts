import { bool, isMessage, type Message, messages, number, text } from '../message.js';
import type { RequestHeaders } from '../request-headers.js';
import { lowerCase } from '../string-match.js';

/** One cluster that a route may choose. */
export interface ClusterChoice {
  /** Undefined when the header that names it is missing (`cluster_header`: the caller gets a 503) or when `unknown` says why. */
  cluster: string | undefined;
  /** The part of the configuration that leaves the choice open, by field name. */
  unknown?: string;
  /** Out of the sum of the weights of all choices. A single cluster has weight 1. */
  weight: number;
  /** Share (0 to 1) of the requests that the route takes. */
  share: number;
  /** The entry of `weighted_clusters`, which may have its own headers, host and filter configuration. */
  entry?: Message;
}

/** The clusters of a RouteAction, in order; entries of weight 0 are never chosen and left out. */
export function clusterChoices(action: Message, headers: RequestHeaders): readonly ClusterChoice[] {
  const weighted = isMessage(action.weighted_clusters) ? action.weighted_clusters : undefined;
  if (weighted !== undefined) return weightedChoices(weighted, headers);
  const cluster = text(action.cluster) ?? '';
  if (cluster !== '') return [{ cluster, weight: 1, share: 1 }];
  const header = text(action.cluster_header) ?? '';
  if (header !== '') return [{ ...clusterOfHeader(header, headers), weight: 1, share: 1 }];
  const plugin = ['inline_cluster_specifier_plugin', 'cluster_specifier_plugin'].find((field) => field in action);
  return [{ cluster: undefined, ...(plugin !== undefined && { unknown: plugin }), weight: 1, share: 1 }];
}

function weightedChoices(weighted: Message, headers: RequestHeaders): readonly ClusterChoice[] {
  const weights = messages(weighted.clusters).map((entry) => ({ entry, weight: number(entry.weight) ?? 0 }));
  const chosen = weights.filter(({ weight }) => weight > 0);
  const total = chosen.reduce((sum, { weight }) => sum + weight, 0);
  const choices = chosen.map(({ entry, weight }) => ({
    ...clusterOfEntry(entry, headers),
    weight,
    share: weight / total,
    entry,
  }));
  const fixed = randomValueOfHeader(weighted, headers);
  const choice = fixed === undefined ? undefined : pickChoice(choices, fixed);
  return choice === undefined ? choices : [{ ...choice, share: 1 }];
}

/** The choice that Envoy makes for a random value: the value modulo the total weight walks the list. */
export function pickChoice<Choice extends ClusterChoice>(
  choices: readonly Choice[],
  randomValue: number,
): Choice | undefined {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let left = randomValue % total;
  for (const choice of choices) {
    if (left < choice.weight) return choice;
    left -= choice.weight;
  }
  return undefined;
}

function clusterOfEntry(entry: Message, headers: RequestHeaders): Pick<ClusterChoice, 'cluster' | 'unknown'> {
  const name = text(entry.name) ?? '';
  return name === '' ? clusterOfHeader(text(entry.cluster_header) ?? '', headers) : { cluster: name };
}

/** Only the first value of the header counts. */
function clusterOfHeader(header: string, headers: RequestHeaders): Pick<ClusterChoice, 'cluster' | 'unknown'> {
  const name = lowerCase(header) === 'host' ? ':authority' : lowerCase(header);
  if (headers.isUnknown(name)) return { cluster: undefined, unknown: 'cluster_header' };
  return { cluster: headers.values.get(name)?.[0] || undefined };
}

/** `weighted_clusters.header_name`: a header that carries the random value, when it has exactly one numeric value. */
function randomValueOfHeader(weighted: Message, headers: RequestHeaders): number | undefined {
  const values = headers.values.get(lowerCase(text(weighted.header_name) ?? '')) ?? [];
  const value = values.length === 1 ? (values[0] ?? '') : '';
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A cluster that gets a copy of the requests; its answers are dropped. */
export interface Mirror {
  cluster: string | undefined;
  fields: Message;
}

/** The mirror policies in force: those of the route, else of the virtual host, else of the route configuration. */
export function mirrors(
  action: Message,
  virtualHost: Message,
  routeConfiguration: Message,
  headers: RequestHeaders,
): readonly Mirror[] {
  const own = [...messages(action.request_mirror_policies), ...messages([action.request_mirror_policy])];
  const policies = [
    own,
    messages(virtualHost.request_mirror_policies),
    messages(routeConfiguration.request_mirror_policies),
  ];
  return (policies.find((level) => level.length > 0) ?? []).map((fields) => {
    const header = text(fields.cluster_header) ?? '';
    const named = header === '' ? undefined : clusterOfHeader(header, headers).cluster;
    return { cluster: text(fields.cluster) || named, fields };
  });
}

/** What the caller gets when the cluster does not exist. */
export function clusterNotFoundCode(action: Message): number {
  const code = action.cluster_not_found_response_code;
  if (code === 'NOT_FOUND' || code === 1) return 404;
  return code === 'INTERNAL_SERVER_ERROR' || code === 2 ? 500 : 503;
}

/** `auto_host_rewrite`: the chosen host, where its cluster knows it by name, becomes the Host of the request. */
export function isHostOfUpstream(action: Message): boolean {
  return bool(action.auto_host_rewrite) === true;
}
