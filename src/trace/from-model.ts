import type { FacetName, Facets, MeshFacts, MeshModel, PodRef, PodSpec } from '../model/facets.js';
import { heldConfiguration } from './held.js';
import { type HeldConfiguration, podName, type TraceSources } from './sources.js';

/** What a trace looks things up in, from a bundle that was read with its whole configurations. */
export function traceSources(model: MeshModel, now: Date): TraceSources {
  const { mesh } = model;
  if (mesh.state === 'absent') throw new Error('facts about the mesh are always there');
  const proxyConfigs = facetOf(model, 'proxyConfigs') ?? [];
  const byPod = new Map(proxyConfigs.map((config) => [podName(config.pod), config]));
  const upstreams = new Map((facetOf(model, 'proxyUpstreams') ?? []).map((page) => [podName(page.pod), page]));
  const sync = new Map((facetOf(model, 'proxySync') ?? []).map((state) => [podName(state.pod), state]));
  const held = new Map<string, HeldConfiguration | undefined>();
  const version = onlyVersion(mesh.value);
  const ztunnels = facetOf(model, 'ztunnels') ?? [];
  const podSpecs = facetOf(model, 'podSpecs') ?? [];
  const nodeOf = new Map(podSpecs.map((pod) => [podName(pod), pod.node]));

  function configurationOf(pod: PodRef): HeldConfiguration | undefined {
    const key = podName(pod);
    if (held.has(key)) return held.get(key);
    const config = byPod.get(key);
    const found = config && heldConfiguration(config, upstreams.get(key), sync.get(key), version);
    held.set(key, found);
    return found;
  }

  return {
    mesh: mesh.value,
    podSpecs: podSpecs.map(withAddresses),
    services: facetOf(model, 'serviceSpecs') ?? facetOf(model, 'services') ?? [],
    ...given(model, 'pods'),
    ...given(model, 'endpoints'),
    ...given(model, 'namespaces'),
    ...given(model, 'networkPolicies'),
    ...given(model, 'podDns'),
    ...given(model, 'podNetfilter'),
    ...given(model, 'podSockets'),
    ...given(model, 'serviceEntries'),
    ...given(model, 'workloadCertificates'),
    ...given(model, 'meshConfig'),
    configurationOf,
    ztunnelOn: (node) =>
      node === undefined
        ? undefined
        : ztunnels.find(({ pod }) => pod !== undefined && nodeOf.get(podName(pod)) === node),
    now: now.toISOString(),
  };
}

/** Proxies of Istio 1.0 do not say which release they are of; the mesh does where it has one. */
function onlyVersion({ controlPlaneVersions, proxyVersions }: MeshFacts): string | undefined {
  const [version, ...others] = new Set([...controlPlaneVersions, ...proxyVersions]);
  return others.length === 0 ? version : undefined;
}

/** A pod's own address is the first of its addresses where the object lists one only. */
function withAddresses(pod: PodSpec): PodSpec {
  return pod.ips.length > 0 || pod.ip === undefined ? pod : { ...pod, ips: [pod.ip] };
}

function facetOf<F extends FacetName>(model: MeshModel, name: F): Facets[F] | undefined {
  const facet = model[name];
  return facet.state === 'present' ? facet.value : undefined;
}

function given<F extends FacetName>(model: MeshModel, name: F): Partial<Pick<Facets, F>> {
  const value = facetOf(model, name);
  return value === undefined ? {} : ({ [name]: value } as unknown as Pick<Facets, F>);
}
