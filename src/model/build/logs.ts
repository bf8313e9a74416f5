import { signatureComponents } from '../../core/log-signatures/index.js';
import type { ContainerLogFile } from '../../parsers/container-log/index.js';
import type { Tag } from '../../parsers/parser.js';
import type { ContainerLog, Facet, LogComponent, PodRef, PodSpec } from '../facets.js';
import { absent, absentKinds, type BuildContext, present, type Stored } from './context.js';
import { proxyCoverage } from './expected-proxies.js';
import { onceEach } from './same-file.js';

/** Sidecars, gateways, waypoints and ztunnel. */
export function buildProxyLogs(context: BuildContext): Facet<readonly ContainerLog[]> {
  const logs = buildLogs(context, 'proxy logs', 'istio-proxy', 'ztunnel');
  if (logs.state === 'absent') return logs;
  const connected = context.facet('connectedProxies');
  const coverage = proxyCoverage(context, logs.value, { ztunnel: true });
  if (connected.state === 'absent') return present(logs.value, coverage);
  const { seen, expected = seen } = coverage;
  return present(logs.value, { seen, expected: Math.max(expected, connected.value.pods.size) });
}

/** Pilot, Mixer, Galley, Citadel and the injector before Istio 1.5, istiod since, and the operator. */
export function buildControlPlaneLogs(context: BuildContext): Facet<readonly ContainerLog[]> {
  return buildLogs(context, 'control plane logs', 'control-plane', 'operator');
}

/** istio-init and istio-validation. */
export function buildInitLogs(context: BuildContext): Facet<readonly ContainerLog[]> {
  const logs = buildLogs(context, 'logs of istio-init or istio-validation', 'istio-init');
  return noneWithout(context, logs, ({ containers }) =>
    containers.some(({ name }) => name === 'istio-init' || name === 'istio-validation'),
  );
}

export function buildCniLogs(context: BuildContext): Facet<readonly ContainerLog[]> {
  const logs = buildLogs(context, 'Istio CNI logs', 'istio-cni');
  return noneWithout(
    context,
    logs,
    ({ labels, containers }) =>
      labels.get('k8s-app') === 'istio-cni-node' || containers.some(({ name }) => name === 'install-cni'),
  );
}

/** There is no log where the list of all pods has none that would write it. */
function noneWithout(
  context: BuildContext,
  logs: Facet<readonly ContainerLog[]>,
  isWriter: (pod: PodSpec) => boolean,
): Facet<readonly ContainerLog[]> {
  if (logs.state === 'present' || !context.artifacts.lists('Pod')) return logs;
  const pods = context.facet('podSpecs');
  return pods.state === 'absent' || pods.value.some(isWriter) ? logs : present([]);
}

/** CoreDNS and kube-dns. */
export function buildDnsLogs(context: BuildContext): Facet<readonly ContainerLog[]> {
  return buildLogs(context, 'DNS server logs', 'dns');
}

export function buildApplicationLogs(context: BuildContext): Facet<readonly ContainerLog[]> {
  return buildLogs(context, 'application logs', 'application');
}

function buildLogs(
  context: BuildContext,
  what: string,
  ...components: readonly LogComponent[]
): Facet<readonly ContainerLog[]> {
  const stored = ownFilesFirst(onceEach(context.artifacts.of('container-log'))).filter(({ tag }) =>
    components.some((component) => component === (tag.component ?? 'application')),
  );
  if (stored.length === 0) return absentKinds(context.artifacts, what, 'container-log');
  const logs = stored.flatMap((log) => logsOf(context, log));
  return logs.length === 0 ? absent(`the bundle has no ${what} of a known pod`) : present(logs);
}

/**
 * Istio's dump_kubernetes.sh has the logs of two namespaces twice: as files, and cut off in what `kubectl cluster-info dump`
 * printed.
 */
function ownFilesFirst(stored: readonly Stored<ContainerLogFile>[]): readonly Stored<ContainerLogFile>[] {
  const isCopy = ({ path }: Stored<ContainerLogFile>) => path.endsWith('cluster-info.dump.txt');
  const key = ({ tag: { namespace, pod, container } }: Stored<ContainerLogFile>) => `${namespace}/${pod}/${container}`;
  const inFiles = new Set(stored.filter((log) => !isCopy(log)).map(key));
  return stored.filter((log) => !isCopy(log) || !inFiles.has(key(log)));
}

/** One element an instance: bug-report appends the log of the previous one to the file. */
function logsOf(context: BuildContext, { path, tag, value }: Stored<ContainerLogFile>): ContainerLog[] {
  const component = signatureComponents.find((known) => known === tag.component) ?? 'application';
  const owner = ownerOf(context, tag, component);
  if (owner === undefined) return [];
  return value.parts.map((part) => ({
    ...part,
    ...owner,
    component,
    container: tag.container ?? component,
    ...(tag.node !== undefined && { node: tag.node }),
    source: { path },
  }));
}

/**
 * Logs of DaemonSets may be filed under their node (`cni/<node>/cni.log`) or without a namespace (`cni/<pod>/cni.log` of
 * bug-report).
 */
function ownerOf(
  context: BuildContext,
  { namespace, pod: name, node }: Tag,
  component: LogComponent,
): { pod: PodRef; workload: string } | undefined {
  if (namespace !== undefined && name !== undefined) {
    const pod = { namespace, name };
    return { pod, workload: context.workloadOf(pod) };
  }
  const pods = context.facet('pods');
  const found = (pods.state === 'present' ? pods.value : []).find((pod) =>
    name === undefined ? pod.node === node && pod.name.startsWith(component) : pod.name === name,
  );
  if (found !== undefined) return { pod: { namespace: found.namespace, name: found.name }, workload: found.workload };
  // Old support bundles name the pod only, and collectors write other files of that form.
  if (component === 'application') return undefined;
  const mesh = context.facet('mesh');
  const meshNamespace = mesh.state === 'present' ? mesh.value.istioNamespaces[0] : undefined;
  const pod = { namespace: namespace ?? meshNamespace ?? 'istio-system', name: name ?? node ?? component };
  return { pod, workload: name === undefined ? component : context.workloadOf(pod) };
}
