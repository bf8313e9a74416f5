import type { Container, Facet, FacetName, Facets, MeshFacts } from '../facets.js';
import { servesProxies } from '../lookup/control-plane.js';
import { compareVersions } from '../lookup/image-version.js';
import { hasSidecar, proxyContainer } from '../lookup/pods.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
import { type BuildContext, present } from './context.js';
import { isManifests, partialKinds } from './listed.js';
import { proxyLists } from './listed-proxies.js';

/** Facts about the mesh as a whole; where nothing tells, Istio's own defaults. */
export function buildMesh(context: BuildContext): Facet<MeshFacts> {
  const kubernetes = optional(context, 'versions')?.kubernetes?.version;
  const trustDomain = trustDomainOf(context);
  const cluster = clusterOf(context);
  const network = networkOf(context);
  const partial = partialKinds(context.artifacts);
  const tags = revisionTagsOf(context);
  return present({
    controlPlaneVersions: newestFirst(list(context, 'controlPlaneVersions').map(({ version }) => version)),
    proxyVersions: newestFirst(list(context, 'proxyVersions').map(({ version }) => version)),
    ...(kubernetes !== undefined && { kubernetesVersion: kubernetes }),
    revisions: revisionsOf(context),
    ...(trustDomain !== undefined && { trustDomain }),
    clusterDomain: clusterDomainOf(context),
    istioNamespaces: istioNamespacesOf(context),
    dataPlane: dataPlaneOf(context),
    ...(cluster !== undefined && { cluster }),
    ...(network !== undefined && { network }),
    ...(partial.size > 0 && { partial }),
    ...(tags.size > 0 && { revisionTags: tags }),
    ...(isManifests(context.artifacts) && { isManifests: true as const }),
  });
}

function newestFirst(versions: readonly string[]): string[] {
  return [...new Set(versions)].sort((a, b) => compareVersions(b, a));
}

function revisionsOf(context: BuildContext): string[] {
  const label = 'istio.io/rev';
  return distinct([
    ...list(context, 'controlPlaneVersions').map(({ revision }) => revision),
    ...list(context, 'namespaces').map(({ labels }) => labels.get(label)),
    ...list(context, 'podSpecs').map(({ labels }) => labels.get(label)),
  ]);
}

/** Injection webhooks of a tag carry its name beside the revision that it points to. */
function revisionTagsOf(context: BuildContext): ReadonlyMap<string, string> {
  return new Map(
    list(context, 'webhooks').flatMap(({ labels }) => {
      const [tag, revision] = [labels?.get('istio.io/tag'), labels?.get('istio.io/rev')];
      return tag === undefined || revision === undefined ? [] : [[tag, revision] as const];
    }),
  );
}

/** The mesh's setting, else what proxies were told, else the names in their certificates. */
function trustDomainOf(context: BuildContext): string | undefined {
  const setting = optional(context, 'meshConfig')?.trustDomain;
  if (setting !== undefined) return setting;
  const dumps = list(context, 'proxyConfigs');
  const certificates = list(context, 'workloadCertificates').flatMap(({ chain }) => chain);
  return (
    mostFrequent(dumps.map((dump) => dump.trustDomain)) ??
    mostFrequent(certificates.flatMap(({ names }) => names.map((name) => /spiffe:\/\/([^/]+)\/ns\//.exec(name)?.[1])))
  );
}

/** The suffix that the kubelet gives pods to search, else the one in the proxies' node ids, else what istiod and proxies are told. */
function clusterDomainOf(context: BuildContext): string {
  const searched = list(context, 'podDns').flatMap(({ search }) =>
    search.map((domain) => (domain.startsWith('svc.') ? domain.slice('svc.'.length) : undefined)),
  );
  // sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local
  const ids = list(context, 'proxyConfigs').map(({ nodeId }) => nodeId?.split('~')[3]?.split('.svc.')[1]);
  const told = list(context, 'podSpecs').flatMap(({ containers }) => containers.map(domainArgument));
  return mostFrequent(searched) ?? mostFrequent(ids) ?? mostFrequent(told) ?? 'cluster.local';
}

/** `--domain cluster.local` of istiod and Pilot, `--domain $(POD_NAMESPACE).svc.cluster.local` of proxies. */
function domainArgument({ name, args }: Container): string | undefined {
  if (name !== 'discovery' && name !== proxyContainer) return undefined;
  const at = args.indexOf('--domain');
  const value = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--domain='))?.slice('--domain='.length);
  const domain = value?.split('.svc.').at(-1);
  return domain !== undefined && /^[a-z0-9.-]{1,253}$/.test(domain) ? domain : undefined;
}

function clusterOf(context: BuildContext): string | undefined {
  return (
    mostFrequent(list(context, 'proxyConfigs').map(({ kubernetesCluster }) => kubernetesCluster)) ??
    mostFrequent(settingsOf(context, 'ISTIO_META_CLUSTER_ID'))
  );
}

/** What proxies were told, else the label of the control plane's namespace, from which istiod takes it (Istio 1.8). */
function networkOf(context: BuildContext): string | undefined {
  const istio = istioNamespacesOf(context);
  return (
    mostFrequent(list(context, 'proxyConfigs').map(({ network }) => network)) ??
    mostFrequent(settingsOf(context, 'ISTIO_META_NETWORK')) ??
    mostFrequent(
      list(context, 'namespaces')
        .filter(({ name }) => istio.includes(name))
        .map(({ labels }) => labels.get('topology.istio.io/network')),
    )
  );
}

/** What injection set in the proxies of the pods. */
function settingsOf(context: BuildContext, variable: string): (string | undefined)[] {
  return list(context, 'podSpecs').flatMap(({ containers }) => containers.map(({ env }) => env.get(variable)));
}

function istioNamespacesOf(context: BuildContext): string[] {
  const found = distinct([
    ...list(context, 'pods')
      .filter(servesProxies)
      .map(({ namespace }) => namespace),
    ...proxyLists(context.artifacts).map(({ controlPlane }) => controlPlane?.namespace),
  ]);
  return found.length === 0 ? ['istio-system'] : found;
}

function dataPlaneOf(context: BuildContext): MeshFacts['dataPlane'] {
  const mode = 'istio.io/dataplane-mode';
  const pods = list(context, 'podSpecs');
  const dumps = list(context, 'proxyConfigs');
  const listed = proxyLists(context.artifacts).flatMap(({ proxies }) => proxies.map(({ type }) => type));
  const sidecar =
    pods.some((pod) => hasSidecar(pod) && !isZtunnel(pod)) ||
    dumps.some(({ type }) => type === 'sidecar') ||
    listed.includes('sidecar');
  const ambient =
    pods.some((pod) => isZtunnel(pod) || pod.labels.get(mode) === 'ambient') ||
    list(context, 'namespaces').some(({ labels }) => labels.get(mode) === 'ambient') ||
    listed.includes('ztunnel') ||
    context.artifacts.of('ztunnel-config').length > 0;
  return [...(sidecar ? (['sidecar'] as const) : []), ...(ambient ? (['ambient'] as const) : [])];
}

type ListFacet = { [F in FacetName]: Facets[F] extends readonly unknown[] ? F : never }[FacetName];

function list<F extends ListFacet>(context: BuildContext, name: F): Facets[F] {
  return optional(context, name) ?? ([] as unknown as Facets[F]);
}

function optional<F extends FacetName>(context: BuildContext, name: F): Facets[F] | undefined {
  const facet = context.facet(name);
  return facet.state === 'present' ? facet.value : undefined;
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

/** Ties go to the first in the alphabet, so that the order of entries leaves no trace. */
function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))[0]?.[0];
}
