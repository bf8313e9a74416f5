import { citeField } from '../../../core/evidence.js';
import type { EnvoyFilter, EnvoyFilterPatch, Facets, ProxyExtension } from '../../facets.js';
import { usablePatches } from '../envoy-patches.js';
import { matchesProxyVersion } from '../proxy-version-match.js';
import { rootNamespaceOf } from '../root-namespace.js';
import { matchesLabels } from '../selector.js';
import { type Behind, citing, nameOf, together } from './behind.js';
import type { ReportingProxy } from './proxy.js';
import type { Refusal } from './refusal.js';

type Known = Pick<Facets, 'mesh'> & Partial<Pick<Facets, 'envoyFilters' | 'proxyExtensions' | 'meshConfig'>>;

const unknownExtension =
  /Didn't find a registered implementation for (?:name: |type URL: |type: )?\\?['"]?([^'"\\\s]{1,200})/;
const pluginName = /(?:extensions\.istio\.io\/wasmplugin\/|Plugin )([a-z0-9-]{1,63})\.([a-z0-9][a-z0-9.-]{0,252})/;
/** Names of messages in a complaint: whole (`envoy.config.cluster.v3.Cluster`), or as their validation calls them. */
const messageName = /envoy\.[a-z0-9_.]{1,120}\.([A-Z]\w{0,80})|\b([A-Z]\w{0,80})ValidationError/g;

/** EnvoyFilters and WasmPlugins that put a filter, script or message into proxies which these do not accept. */
export function behindExtension({ text, proxies }: Refusal, known: Known): Behind | undefined {
  const extension = unknownExtension.exec(text)?.[1];
  if (extension !== undefined) return byPatches(proxies, known, (patch) => bringsExtension(patch, extension));
  if (text.includes('script load error')) return byPatches(proxies, known, (patch) => bringsKind(patch, 'lua'));
  if (/wasm|Plugin \S{1,200} failed to load/i.test(text)) return byWasm(text, proxies, known);
  if (text.includes('must be the last filter in a')) return byPatches(proxies, known, isBehindLast, 'candidates');
  if (text.includes('no filter chains specified')) return byPatches(proxies, known, changesChains, 'candidates');
  return /Unable to unpack as |constraint validation failed|as proto|has unknown fields/.test(text)
    ? byMessages(text, proxies, known)
    : undefined;
}

function byMessages(text: string, proxies: readonly ReportingProxy[], known: Known): Behind | undefined {
  const names = new Set([...text.matchAll(messageName)].flatMap(([, whole, validated]) => whole ?? validated ?? []));
  return (
    byPatches(proxies, known, ({ types }) => types.some((type) => names.has(type.slice(type.lastIndexOf('.') + 1)))) ??
    byPatches(proxies, known, ({ applyTo }) => [...names].some((name) => changes(applyTo, name)), 'candidates')
  );
}

const madeBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['Cluster', ['CLUSTER']],
  ['Listener', ['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER']],
  ['HttpConnectionManager', ['NETWORK_FILTER', 'HTTP_FILTER']],
  ['RouteConfiguration', ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE']],
  ['VirtualHost', ['VIRTUAL_HOST', 'HTTP_ROUTE']],
  ['Route', ['HTTP_ROUTE']],
  ['RouteAction', ['HTTP_ROUTE']],
]);

function changes(applyTo: string, message: string): boolean {
  return madeBy.get(message)?.includes(applyTo) ?? false;
}

function byWasm(text: string, proxies: readonly ReportingProxy[], known: Known): Behind | undefined {
  const [, namespace, name] = pluginName.exec(text) ?? [];
  const plugins = (known.proxyExtensions ?? []).filter(({ kind }) => kind === 'WasmPlugin');
  const named = plugins.filter((plugin) => plugin.namespace === namespace && plugin.name === name);
  if (named.length > 0) return citingPlugins(named);
  return together(
    citingPlugins(
      plugins.filter((plugin) => proxies.length === 0 || proxies.some((one) => takesPlugin(one, plugin, known))),
    ),
    byPatches(proxies, known, (patch) => bringsKind(patch, 'wasm')),
  );
}

function citingPlugins(plugins: readonly ProxyExtension[]): Behind | undefined {
  return citing(
    plugins.map((plugin) => ({
      object: nameOf(plugin),
      evidence: citeField(plugin.source, 'spec.url', plugin.spec.url ?? '(absent)'),
    })),
    (names) => `The module may be that of ${names}.`,
  );
}

/** EnvoyFilters that put in what was refused, by their selector, context and version; or that only could have. */
function byPatches(
  proxies: readonly ReportingProxy[],
  known: Known,
  isBehind: (patch: EnvoyFilterPatch) => boolean,
  found: 'source' | 'candidates' = 'source',
): Behind | undefined {
  const rootNamespace = rootNamespaceOf(known);
  const filters = (known.envoyFilters ?? []).flatMap((filter) => {
    const patch = usablePatches(filter).find(
      (one) =>
        isBehind(one) &&
        (proxies.length === 0 || proxies.some((proxy) => takesPatch(proxy, filter, one, rootNamespace))),
    );
    return patch === undefined ? [] : [{ object: filter, evidence: citePatch(filter, patch) }];
  });
  const isCertain = found === 'source' && filters.length === 1 && proxies.length > 0;
  return citing(filters, (names) =>
    isCertain ? `The patch is that of ${names}.` : `By their patches it may come from ${names}.`,
  );
}

function citePatch({ source }: EnvoyFilter, { field, valueName, types, applyTo }: EnvoyFilterPatch) {
  return citeField(source, `${field}.patch`, valueName ?? types[0] ?? applyTo);
}

function bringsExtension({ valueName, types }: EnvoyFilterPatch, extension: string): boolean {
  const name = extension.slice(extension.lastIndexOf('/') + 1);
  return valueName === name || types.some((type) => type.slice(type.lastIndexOf('/') + 1) === name);
}

/** By the name of the filter (`envoy.lua`, `envoy.filters.http.lua`) or the type of its settings. */
function bringsKind({ valueName = '', types }: EnvoyFilterPatch, kind: string): boolean {
  return valueName.endsWith(`.${kind}`) || types.some((type) => type.includes(`.${kind}.`));
}

/** Puts a filter behind the last one, or one that has to be the last before others. */
function isBehindLast({ applyTo, operation = '', valueName = '' }: EnvoyFilterPatch): boolean {
  if (applyTo !== 'HTTP_FILTER' && applyTo !== 'NETWORK_FILTER') return false;
  return operation === 'ADD' || operation === 'INSERT_AFTER' || /[._](?:router|tcp_proxy)$/.test(valueName);
}

function changesChains({ applyTo, operation = '' }: EnvoyFilterPatch): boolean {
  return applyTo === 'LISTENER' || (applyTo === 'FILTER_CHAIN' && operation === 'REMOVE');
}

/** Only what certainly does not fit is left out: another namespace, labels, context or version. */
function takesPatch(
  { pod, labels, isGateway, dump }: ReportingProxy,
  { namespace, spec }: EnvoyFilter,
  { context = 'ANY', proxyVersion }: EnvoyFilterPatch,
  rootNamespace: string,
): boolean {
  if (namespace !== rootNamespace && namespace !== pod.namespace) return false;
  if (labels !== undefined && !matchesLabels(spec.workloadSelector, labels)) return false;
  if (isGateway !== undefined && context !== 'ANY' && (context === 'GATEWAY') !== isGateway) return false;
  const version = dump?.istioVersion;
  return version === undefined || !proxyVersion || matchesProxyVersion(proxyVersion, version) !== false;
}

function takesPlugin({ pod, labels }: ReportingProxy, { namespace, spec }: ProxyExtension, known: Known): boolean {
  if (namespace !== rootNamespaceOf(known) && namespace !== pod.namespace) return false;
  return spec.targets.length > 0 || labels === undefined || matchesLabels(spec.selector, labels);
}
