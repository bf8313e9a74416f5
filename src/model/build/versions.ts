import { citeField } from '../../core/evidence.js';
import type { ControlPlaneVersion, Facet, PodSpec, ProxyVersion, Versions } from '../facets.js';
import { servesProxies } from '../lookup/control-plane.js';
import { istioImageVersion, releaseOf } from '../lookup/image-version.js';
import { proxyContainer } from '../lookup/pods.js';
import { absent, absentKinds, type BuildContext, present } from './context.js';
import { declaredVersions } from './declared-versions.js';
import { listedProxies } from './listed-proxies.js';
import { sourceAt } from './source.js';

/** Versions as istioctl and kubectl reported them. */
export function buildVersions({ artifacts }: BuildContext): Facet<Versions> {
  const reports = artifacts.of('istio-versions');
  const kubernetes = artifacts.of('kubectl-version').flatMap(({ path, value }) => {
    const version = value.server;
    return version === undefined ? [] : { version, source: { path } };
  })[0];
  if (reports.length === 0 && kubernetes === undefined)
    return absentKinds(artifacts, 'versions as istioctl and kubectl report them', 'istio-versions', 'kubectl-version');
  const istioctl = reports.flatMap(({ path, value }) =>
    value.client === undefined ? [] : { version: value.client.version, source: sourceAt(path, value.client) },
  )[0];
  return present({
    controlPlane: reports.flatMap(({ path, value }) =>
      value.controlPlane.map(({ line, ...row }) => ({ ...row, source: sourceAt(path, { line }) })),
    ),
    dataPlane: reports.flatMap(({ path, value }) =>
      value.dataPlane.map(({ line, ...row }) => ({ ...row, source: sourceAt(path, { line }) })),
    ),
    ...(kubernetes !== undefined && { kubernetes }),
    ...(istioctl !== undefined && { istioctl }),
  });
}

/** From the control plane's own pods, and from what istioctl reported. */
export function buildControlPlaneVersions(context: BuildContext): Facet<readonly ControlPlaneVersion[]> {
  const versions = context.facet('versions');
  const reported = (versions.state === 'present' ? versions.value.controlPlane : []).flatMap((row) => {
    const version = releaseOf(row.version);
    return version === undefined ? [] : { ...row, version };
  });
  const told = [...podSpecs(context).filter(servesProxies).flatMap(versionOfPod), ...reported];
  // Images of OpenShift are named by digest.
  const found = told.length > 0 ? told : declaredVersions(context.artifacts);
  return found.length === 0 ? absent('nothing in the bundle names the version of the control plane') : present(found);
}

function versionOfPod(pod: PodSpec): ControlPlaneVersion[] {
  const revision = pod.labels.get('istio.io/rev');
  return pod.containers
    .filter(({ name, kind }) => kind === 'app' && name !== proxyContainer)
    .flatMap(({ name, image }) => {
      const version = istioImageVersion(image);
      if (version === undefined) return [];
      return {
        version,
        component: 'pilot',
        ...(revision !== undefined && { revision }),
        pod: { namespace: pod.namespace, name: pod.name },
        source: citeField(pod.source, `spec.containers[${name}].image`, image),
      };
    });
}

/** One element a proxy, from the source that is nearest to it. */
export function buildProxyVersions(context: BuildContext): Facet<readonly ProxyVersion[]> {
  const proxies = new Map<string, ProxyVersion>();
  const replicas = new Map(
    listedProxies(context.artifacts).flatMap(({ pod, list, proxy }): [string, string][] => {
      const replica = list.controlPlane?.name ?? proxy.controlPlane;
      return replica === undefined ? [] : [[`${pod.namespace}/${pod.name}`, replica]];
    }),
  );
  for (const proxy of [...fromDumps(context), ...fromLists(context), ...fromImages(context)]) {
    const key = `${proxy.pod.namespace}/${proxy.pod.name}`;
    const controlPlane = replicas.get(key);
    if (!proxies.has(key)) proxies.set(key, { ...proxy, ...(controlPlane !== undefined && { controlPlane }) });
  }
  return proxies.size === 0
    ? absent('nothing in the bundle names the version of a proxy')
    : present([...proxies.values()]);
}

function fromDumps(context: BuildContext): ProxyVersion[] {
  const dumps = context.facet('proxyConfigs');
  if (dumps.state === 'absent') return [];
  return dumps.value.flatMap(({ pod, workload, istioVersion, source }) =>
    istioVersion === undefined
      ? []
      : { pod, workload, version: istioVersion, source: citeField(source, 'ISTIO_VERSION', istioVersion) },
  );
}

function fromLists(context: BuildContext): ProxyVersion[] {
  return listedProxies(context.artifacts).flatMap(({ pod, list, proxy }) => {
    if (proxy.istioVersion === undefined) return [];
    const source = sourceAt(list.path, proxy);
    return {
      pod,
      workload: context.workloadOf(pod),
      version: proxy.istioVersion,
      source: source.excerpt === undefined ? citeField(source, 'istio_version', proxy.istioVersion) : source,
    };
  });
}

function fromImages(context: BuildContext): ProxyVersion[] {
  return podSpecs(context).flatMap(({ namespace, name, workload, containers, source }) => {
    const proxy = containers.find((container) => container.name === proxyContainer);
    const version = proxy && istioImageVersion(proxy.image);
    if (proxy === undefined || version === undefined) return [];
    return {
      pod: { namespace, name },
      workload,
      version,
      source: citeField(source, `spec.containers[${proxyContainer}].image`, proxy.image),
    };
  });
}

function podSpecs(context: BuildContext): readonly PodSpec[] {
  const pods = context.facet('podSpecs');
  return pods.state === 'present' ? pods.value : [];
}
