import { signatureComponents } from '../../core/log-signatures/index.js';
import type { ContainerLogFile } from '../../parsers/container-log/index.js';
import type { Tag } from '../../parsers/parser.js';
import type { ContainerLog, Facet, LogComponent, Pod, PodRef, PodSpec } from '../facets.js';
import { workloadOfName } from '../lookup/workload-name.js';
import { type AccessFormats, accessLogOf, createAccessFormats } from './access-formats.js';
import { absentKinds, type BuildContext, present, type Stored } from './context.js';
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
  const formats = components.includes('istio-proxy') ? createAccessFormats(context) : undefined;
  return present(stored.flatMap((log) => logsOf(context, log, formats)));
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
function logsOf(
  context: BuildContext,
  { path, tag, value }: Stored<ContainerLogFile>,
  formats: AccessFormats | undefined,
): ContainerLog[] {
  const component = signatureComponents.find((known) => known === tag.component) ?? 'application';
  const owner = ownerOf(context, tag, component);
  if (owner === undefined) return [];
  const readers = formats?.(owner.pod) ?? [];
  return value.parts.map((part) => {
    const { unknown: _, access: __, ...counted } = part;
    const access = accessLogOf(part, readers);
    return {
      ...counted,
      ...owner,
      component,
      container: tag.container ?? component,
      ...(tag.node !== undefined && { node: tag.node }),
      ...(access !== undefined && { access }),
      source: { path },
    };
  });
}

/** What runs in the namespace of the control plane unless it was installed elsewhere. */
const meshComponents: readonly LogComponent[] = ['control-plane', 'operator', 'istio-cni', 'ztunnel'];

/**
 * Logs of DaemonSets may be filed under their node (`cni/<node>/cni.log`) or without a namespace (`cni/<pod>/cni.log` of
 * bug-report, and all that old support bundles have). Empty where no name tells whose log it is; nothing for files of that
 * form which other collectors wrote, whose names are of no pod.
 */
function ownerOf(
  context: BuildContext,
  { namespace, pod: name, node }: Tag,
  component: LogComponent,
): Pick<ContainerLog, 'pod' | 'workload'> | undefined {
  if (name === undefined) return node === undefined ? {} : ownerOnNode(context, node, component);
  if (namespace !== undefined) return ofPod(context, { namespace, name });
  const [found, second] = podsOf(context).filter((pod) => pod.name === name);
  if (found !== undefined && second === undefined) return ofPod(context, found);
  if (meshComponents.includes(component)) return ofPod(context, { namespace: meshNamespace(context), name });
  return component === 'application' ? undefined : { workload: workloadOfName(name) };
}

function ownerOnNode(
  context: BuildContext,
  node: string,
  component: LogComponent,
): Pick<ContainerLog, 'pod' | 'workload'> {
  const found = podsOf(context).find((pod) => pod.node === node && pod.name.startsWith(component));
  return found === undefined ? { workload: component } : ofPod(context, found);
}

function ofPod(context: BuildContext, { namespace, name }: PodRef): Required<Pick<ContainerLog, 'pod' | 'workload'>> {
  const pod = { namespace, name };
  return { pod, workload: context.workloadOf(pod) };
}

function podsOf(context: BuildContext): readonly Pod[] {
  const pods = context.facet('pods');
  return pods.state === 'present' ? pods.value : [];
}

function meshNamespace(context: BuildContext): string {
  const mesh = context.facet('mesh');
  return (mesh.state === 'present' ? mesh.value.istioNamespaces[0] : undefined) ?? 'istio-system';
}
