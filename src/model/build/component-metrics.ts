import type { ArtifactMap } from '../../parsers/index.js';
import type { ComponentMetrics, Facet, PodRef, PodSpec } from '../facets.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
import { absentKinds, type BuildContext, present, type Stored } from './context.js';
import { onceEach } from './same-file.js';

/** Of istiod, or of Pilot and the components beside it before Istio 1.5. */
export function buildControlPlaneMetrics(context: BuildContext): Facet<readonly ComponentMetrics[]> {
  const found = pagesOf(context, ['control-plane']);
  return found.length > 0
    ? present(found)
    : absentKinds(context.artifacts, 'metrics of the control plane', 'component-metrics');
}

/** Of ztunnel and of istio-cni: none where the list of all pods has neither. */
export function buildNodeAgentMetrics(context: BuildContext): Facet<readonly ComponentMetrics[]> {
  const found = pagesOf(context, ['ztunnel', 'istio-cni']);
  const agents = podSpecs(context).filter((pod) => isZtunnel(pod) || isCni(pod));
  if (found.length > 0) return present(found);
  if (context.artifacts.lists('Pod') && agents.length === 0) return present([]);
  return absentKinds(context.artifacts, 'metrics of ztunnel or istio-cni', 'component-metrics');
}

function pagesOf(
  context: BuildContext,
  components: readonly ComponentMetrics['component'][],
): readonly ComponentMetrics[] {
  return onceEach(context.artifacts.of('component-metrics'))
    .filter(({ value }) => components.includes(value.component))
    .map((page) => metricsOf(context, page));
}

function metricsOf(
  context: BuildContext,
  { path, tag, value }: Stored<ArtifactMap['component-metrics']>,
): ComponentMetrics {
  const { component, metrics, histograms } = value;
  const pod = podOf(context, tag, component);
  const started = startOf(value) ?? startOfPod(context, pod);
  return {
    component,
    ...(pod !== undefined && { pod }),
    ...(tag.node !== undefined && { node: tag.node }),
    workload: pod === undefined ? component : context.workloadOf(pod),
    ...(started !== undefined && { started }),
    metrics,
    histograms,
    source: { path },
  };
}

/** Pages of agents may be filed under their node. */
function podOf(
  context: BuildContext,
  { namespace, pod, node }: Stored<unknown>['tag'],
  component: ComponentMetrics['component'],
): PodRef | undefined {
  if (namespace !== undefined && pod !== undefined) return { namespace, name: pod };
  const isOwn = component === 'ztunnel' ? isZtunnel : isCni;
  const found = podSpecs(context).find(
    (spec) => (node !== undefined && spec.node === node && isOwn(spec)) || (pod !== undefined && spec.name === pod),
  );
  return found && { namespace: found.namespace, name: found.name };
}

/** Seconds since 1970; of the process collector for Prometheus, which ztunnel does not have. */
function startOf({ metrics }: ArtifactMap['component-metrics']): string | undefined {
  const seconds = metrics.get('process_start_time_seconds')?.value;
  return seconds !== undefined && seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : undefined;
}

function startOfPod(context: BuildContext, pod: PodRef | undefined): string | undefined {
  const spec = pod && podSpecs(context).find(({ namespace, name }) => namespace === pod.namespace && name === pod.name);
  const main = spec?.containers.find(({ kind, state }) => kind === 'app' && state?.started !== undefined);
  return main?.state?.started ?? spec?.startTime;
}

function isCni({ labels, containers }: PodSpec): boolean {
  return labels.get('k8s-app') === 'istio-cni-node' || containers.some(({ name }) => name === 'install-cni');
}

function podSpecs(context: BuildContext): readonly PodSpec[] {
  const specs = context.facet('podSpecs');
  return specs.state === 'present' ? specs.value : [];
}
