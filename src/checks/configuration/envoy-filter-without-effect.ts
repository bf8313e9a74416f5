import { citeField } from '../../core/evidence.js';
import type { EnvoyFilter, EnvoyFilterPatch, PodSpec, ProxyConfig } from '../../model/facets.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { usablePatches } from '../../model/lookup/envoy-patches.js';
import { specOf } from '../../model/lookup/pods.js';
import { citeDump, hasDynamic, isSidecar } from '../../model/lookup/proxies.js';
import { matchesProxyVersion } from '../../model/lookup/proxy-version-match.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { defineCheck } from '../check.js';

export const configurationEnvoyFilterWithoutEffect = defineCheck({
  meta: {
    id: 'configuration/envoy-filter-without-effect',
    title: 'What EnvoyFilters add is in the proxies that they are for',
    severity: 'warning',
    basis: 'observed',
    why: 'A patch whose match fits nothing in a proxy is left out without a word: names of filters, listeners and ports change between versions of Istio.',
    fix: [
      {
        text: 'Compare the match of the patch with the names in the dump of a proxy, and correct context, listener and filter.',
        command: 'istioctl proxy-config listeners {pod} -n {podNamespace} -o json',
        doc: 'https://istio.io/latest/docs/reference/config/networking/envoy-filter/',
      },
    ],
    decides:
      'Patches that add an HTTP filter, a network filter or a cluster with a name: the name is in no dump of the proxies that namespace, selector, context and proxyVersion of the EnvoyFilter choose.',
    falsePositives: [
      'Silent about proxies without a dump, partial dumps and refused updates, EnvoyFilters with targetRefs, merges and removals, and expressions for versions that are not understood.',
    ],
  },
  requires: ['envoyFilters', 'proxyConfigs', 'mesh'],
  uses: ['podSpecs', 'meshConfig'],
  messages: {
    absent:
      'EnvoyFilter {namespace}/{name} adds {added} to {count} of the captured proxies, by its selector and context, and none of them has it',
  },
  identity: ['added'],
  *run({ envoyFilters, proxyConfigs, mesh, podSpecs, meshConfig }) {
    const rootNamespace = rootNamespaceOf({ mesh, ...(meshConfig !== undefined && { meshConfig }) });
    const dumps = proxyConfigs.filter(isWhole);
    for (const envoyFilter of envoyFilters) {
      const { namespace, name, spec, source } = envoyFilter;
      if ((spec.targets ?? []).length > 0 || spec.oldFields) continue;
      const selected = dumps.filter((proxy) => isSelected(proxy, envoyFilter, { podSpecs, rootNamespace }));
      for (const patch of usablePatches(envoyFilter)) {
        const { valueName, applyTo, field } = patch;
        const proxies = selected.filter((proxy) => isInContext(proxy, patch) && namesOf(proxy, applyTo).size > 0);
        const [proxy] = proxies;
        if (proxy === undefined || !isAddition(patch) || valueName === undefined) continue;
        if (proxies.some((one) => namesOf(one, applyTo).has(valueName))) continue;
        yield {
          messageId: 'absent',
          args: {
            namespace,
            name,
            added: `${applyTo} ${valueName}`,
            count: proxies.length,
            pod: proxy.pod.name,
            podNamespace: proxy.pod.namespace,
          },
          subject: { kind: 'EnvoyFilter', namespace, name },
          evidence: [
            citeField(source, `${field}.patch.value.name`, valueName),
            ...proxies.slice(0, 3).map((one) => citeDump(one, '/configs', `no ${valueName} (pod ${one.pod.name})`)),
          ],
        };
      }
    }
  },
});

/** A refused update may be the patch itself; that is another finding. */
function isWhole({ partial, rejected, warming, listeners, clusters }: ProxyConfig): boolean {
  const waits = [...rejected, ...warming].some(({ resource }) => resource === 'listener' || resource === 'cluster');
  return !partial && !waits && hasDynamic(listeners) && hasDynamic(clusters);
}

function isSelected(
  { pod }: ProxyConfig,
  { namespace, spec }: EnvoyFilter,
  { podSpecs, rootNamespace }: { podSpecs: readonly PodSpec[] | undefined; rootNamespace: string },
): boolean {
  if (namespace !== rootNamespace && namespace !== pod.namespace) return false;
  if (spec.workloadSelector.size === 0) return true;
  const labels = specOf(podSpecs, pod)?.labels;
  return labels !== undefined && matchesLabels(spec.workloadSelector, labels);
}

function isInContext(proxy: ProxyConfig, { context = 'ANY', proxyVersion }: EnvoyFilterPatch): boolean {
  if (proxyVersion) {
    const { istioVersion } = proxy;
    if (istioVersion === undefined || matchesProxyVersion(proxyVersion, istioVersion) !== true) return false;
  }
  if (context === 'GATEWAY') return proxy.type === 'router';
  return isSidecar(proxy) || (context === 'ANY' && proxy.type === 'router');
}

const additions = new Set(['ADD', 'INSERT_BEFORE', 'INSERT_AFTER', 'INSERT_FIRST']);
const named = new Set(['HTTP_FILTER', 'NETWORK_FILTER', 'CLUSTER']);

function isAddition({ operation = '', applyTo }: EnvoyFilterPatch): boolean {
  return additions.has(operation) && named.has(applyTo) && (applyTo !== 'CLUSTER' || operation === 'ADD');
}

function namesOf(proxy: ProxyConfig, applyTo: string): ReadonlySet<string> {
  if (applyTo === 'CLUSTER') return clusterNames(proxy);
  return applyTo === 'HTTP_FILTER' ? httpFilterNames(proxy) : networkFilterNames(proxy);
}

const clusterNames = derivedOnce(
  ({ clusters }: ProxyConfig) => new Set(clusters.flatMap(({ items }) => items.map(({ name }) => name))),
);

const httpFilterNames = derivedOnce(
  (proxy: ProxyConfig) => new Set(chainsOf(proxy).flatMap(({ httpFilters = [] }) => httpFilters)),
);

const networkFilterNames = derivedOnce(
  (proxy: ProxyConfig) => new Set(chainsOf(proxy).flatMap(({ filters }) => filters)),
);

function chainsOf({ listeners }: ProxyConfig) {
  return listeners.flatMap(({ items }) => items.flatMap(({ chains }) => chains));
}
