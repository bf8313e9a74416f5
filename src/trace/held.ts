import { healthOfFlags, type KnownHealth } from '../envoy/cluster/runtime-health.js';
import { proxyResources } from '../envoy/proxy-resources.js';
import type { ProxyConfig, ProxySync, ProxyUpstreams } from '../model/facets.js';
import { derivedOnce } from '../model/lookup/derive.js';
import type { KeptArray, KeptElement } from '../parsers/envoy-config-dump/artifact.js';
import type { HeldConfiguration } from './sources.js';

/** What the proxy of a pod held, for the engine; undefined where only a digest of its dump was kept. */
export function heldConfiguration(
  config: ProxyConfig,
  upstreams: ProxyUpstreams | undefined,
  sync: ProxySync | undefined,
  meshVersion: string | undefined,
): HeldConfiguration | undefined {
  if (config.arrays === undefined) return undefined;
  const { istioVersion = meshVersion } = config;
  const stale = sync === undefined ? undefined : worstState(sync);
  return {
    resources: proxyResources([{ json: dumpOf(config, config.arrays), file: config.source.path }]),
    source: config.source,
    ...(istioVersion !== undefined && { istioVersion }),
    ...(stale !== undefined && { synchronised: stale }),
    ...(upstreams !== undefined && { health: healthOf(upstreams) }),
  };
}

function worstState({ types }: ProxySync): string | undefined {
  const states = [...types.values()].map(({ state }) => state);
  return ['error', 'stale', 'neverAcknowledged', 'synced'].find((state) => states.some((one) => one === state));
}

/** The page lists what is not healthy; all other hosts of a cluster that it names are. */
function healthOf({ unhealthy }: ProxyUpstreams): ReadonlyMap<string, ReadonlyMap<string, KnownHealth>> {
  const byCluster = new Map<string, Map<string, KnownHealth>>();
  for (const { cluster, address, flags } of unhealthy) {
    const hosts = byCluster.get(cluster) ?? new Map<string, KnownHealth>();
    byCluster.set(cluster, hosts.set(address, healthOfFlags(flags)));
  }
  return byCluster;
}

type Json = Record<string, unknown>;

/** The dump again, as far as it was kept: sections by their key in `configs`, so that pointers stay the same. */
function dumpOf(config: ProxyConfig, arrays: readonly KeptArray[]): Json {
  const sections = new Map<string, Json>();
  for (const { pointer, elements } of arrays) {
    const [, , key = '', name = ''] = pointer.split('/');
    const section = sections.get(key) ?? {};
    sections.set(key, section);
    const list: unknown[] = [];
    for (const element of elements) list[element.index] = elementOf(element);
    section[name] = Array.from(list, (item) => item ?? {});
  }
  for (const [name, type] of declared(config)) sections.set(name, { '@type': type });
  return { configs: Object.fromEntries([...sections, ['secrets of the dump', secretsOf(config)]]) };
}

/**
 * Kinds that a whole dump has even where it lists none: clusters and listeners are always asked for together with routes,
 * endpoints with `include_eds`.
 */
function declared({ clusters, listeners, endpoints, secrets }: ProxyConfig): [string, string][] {
  const isWhole = clusters.length > 0 && listeners.length > 0;
  return [
    ...(isWhole ? ([['routes of the dump', 'RoutesConfigDump']] as [string, string][]) : []),
    ...(secrets.length > 0 ? ([['secrets as listed', 'SecretsConfigDump']] as [string, string][]) : []),
    ...(endpoints === undefined ? [] : ([['endpoints of the dump', 'EndpointsConfigDump']] as [string, string][])),
  ];
}

function secretsOf({ secrets }: ProxyConfig): Json {
  const named = (state: string) =>
    secrets.filter((secret) => secret.state === state).map(({ name }) => ({ name, secret: { name } }));
  return {
    static_secrets: named('static'),
    dynamic_active_secrets: named('active'),
    dynamic_warming_secrets: named('warming'),
  };
}

/** The element with the times of this proxy around the resource, which is one object for all proxies that have it. */
function elementOf({ kept, updated }: KeptElement): unknown {
  const parsed = parsedOnce(kept);
  if (updated === undefined) return parsed;
  const active = 'active_state' in parsed ? 'active_state' : 'activeState' in parsed ? 'activeState' : undefined;
  if (active === undefined) return { ...parsed, last_updated: updated };
  return { ...parsed, [active]: { ...(parsed[active] as Json), last_updated: updated } };
}

const parsedOnce = derivedOnce(({ text = '{}' }: KeptElement['kept']): Json => JSON.parse(text));
