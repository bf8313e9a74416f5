import type { Facet, FacetName, Facets, MeshModel, PodRef } from '../facets.js';
import { derivedOnce } from '../lookup/derive.js';
import { workloadOfName } from '../lookup/workload-name.js';
import { explainAbsence } from './absence.js';
import { buildCapture } from './capture.js';
import {
  buildEvents,
  buildNamespaces,
  buildNetworkPolicies,
  buildNodeSpecs,
  buildNodes,
  buildWebhooks,
  buildWorkloads,
} from './cluster.js';
import {
  buildCustomResourceDefinitions,
  buildIngresses,
  buildInjectors,
  buildSecrets,
  buildServiceAccounts,
} from './cluster-configuration.js';
import { buildControlPlaneMetrics, buildNodeAgentMetrics } from './component-metrics.js';
import {
  buildAuthenticationPolicies,
  buildAuthorizationPolicies,
  buildDestinationRules,
  buildEnvoyFilters,
  buildIstioGateways,
  buildPeerAuthentications,
  buildProxyConfigObjects,
  buildServiceEntries,
  buildSidecars,
  buildVirtualServices,
  buildWorkloadEntries,
  buildWorkloadGroups,
} from './configuration.js';
import { type Artifacts, absent, type BuildContext, type Builder } from './context.js';
import {
  buildBackendTlsPolicies,
  buildGatewayClasses,
  buildKubernetesGateways,
  buildKubernetesRoutes,
  buildReferenceGrants,
} from './gateway-api.js';
import { buildInvalidObjects } from './invalid-objects.js';
import { buildNetworks, buildPushProblems, buildRegistryHosts, buildWatchedClusters } from './istiod-pages.js';
import {
  buildApplicationLogs,
  buildCniLogs,
  buildControlPlaneLogs,
  buildDnsLogs,
  buildInitLogs,
  buildProxyLogs,
} from './logs.js';
import { buildMesh } from './mesh.js';
import { buildMeshConfig } from './mesh-config.js';
import { buildMeshNetworks } from './mesh-networks.js';
import {
  buildNodeNetfilter,
  buildNodeRoutes,
  buildPodDns,
  buildPodNetfilter,
  buildPodRoutes,
  buildPodSockets,
} from './pod-network.js';
import { buildPodSpecs, buildPods } from './pods.js';
import {
  buildMixerObjects,
  buildProxyExtensions,
  buildRbacConfigs,
  buildRequestAuthentications,
  buildServiceRoleBindings,
  buildServiceRoles,
  buildTelemetries,
} from './policies.js';
import { buildCurlProbes, buildDnsProbes, buildPingProbes } from './probes.js';
import { buildDesiredConfigs, buildProxyConfigs, buildProxyServers, buildProxyUpstreams } from './proxies.js';
import { buildProxyStats } from './proxy-stats.js';
import { buildConnectedProxies, buildProxySync } from './proxy-sync.js';
import { buildEndpoints, buildServiceSpecs, buildServices } from './services.js';
import { buildTlsChecks } from './tls-checks.js';
import { buildControlPlaneVersions, buildProxyVersions, buildVersions } from './versions.js';
import { buildWorkloadCertificates } from './workload-certificates.js';
import { buildZtunnels } from './ztunnels.js';

const builders: { [F in FacetName]: Builder<F> } = {
  mesh: buildMesh,
  clusters: () => absent('one bundle was given'),
  capture: buildCapture,
  pods: buildPods,
  podSpecs: buildPodSpecs,
  services: buildServices,
  serviceSpecs: buildServiceSpecs,
  endpoints: buildEndpoints,
  nodes: buildNodes,
  nodeSpecs: buildNodeSpecs,
  namespaces: buildNamespaces,
  workloads: buildWorkloads,
  events: buildEvents,
  webhooks: buildWebhooks,
  networkPolicies: buildNetworkPolicies,
  virtualServices: buildVirtualServices,
  destinationRules: buildDestinationRules,
  istioGateways: buildIstioGateways,
  serviceEntries: buildServiceEntries,
  sidecars: buildSidecars,
  peerAuthentications: buildPeerAuthentications,
  authenticationPolicies: buildAuthenticationPolicies,
  authorizationPolicies: buildAuthorizationPolicies,
  envoyFilters: buildEnvoyFilters,
  kubernetesGateways: buildKubernetesGateways,
  kubernetesRoutes: buildKubernetesRoutes,
  workloadEntries: buildWorkloadEntries,
  workloadGroups: buildWorkloadGroups,
  proxyConfigObjects: buildProxyConfigObjects,
  requestAuthentications: buildRequestAuthentications,
  telemetries: buildTelemetries,
  proxyExtensions: buildProxyExtensions,
  rbacConfigs: buildRbacConfigs,
  serviceRoles: buildServiceRoles,
  serviceRoleBindings: buildServiceRoleBindings,
  mixerObjects: buildMixerObjects,
  gatewayClasses: buildGatewayClasses,
  referenceGrants: buildReferenceGrants,
  backendTlsPolicies: buildBackendTlsPolicies,
  secrets: buildSecrets,
  serviceAccounts: buildServiceAccounts,
  ingresses: buildIngresses,
  customResourceDefinitions: buildCustomResourceDefinitions,
  injectors: buildInjectors,
  invalidObjects: buildInvalidObjects,
  meshConfig: buildMeshConfig,
  meshNetworks: buildMeshNetworks,
  proxySync: buildProxySync,
  connectedProxies: buildConnectedProxies,
  watchedClusters: buildWatchedClusters,
  pushProblems: buildPushProblems,
  networks: buildNetworks,
  registryHosts: buildRegistryHosts,
  tlsChecks: buildTlsChecks,
  versions: buildVersions,
  controlPlaneVersions: buildControlPlaneVersions,
  proxyVersions: buildProxyVersions,
  proxyConfigs: buildProxyConfigs,
  desiredConfigs: buildDesiredConfigs,
  workloadCertificates: buildWorkloadCertificates,
  proxyUpstreams: buildProxyUpstreams,
  proxyServers: buildProxyServers,
  proxyStats: buildProxyStats,
  ztunnels: buildZtunnels,
  controlPlaneMetrics: buildControlPlaneMetrics,
  nodeAgentMetrics: buildNodeAgentMetrics,
  podDns: buildPodDns,
  podRoutes: buildPodRoutes,
  nodeRoutes: buildNodeRoutes,
  podNetfilter: buildPodNetfilter,
  nodeNetfilter: buildNodeNetfilter,
  podSockets: buildPodSockets,
  dnsProbes: buildDnsProbes,
  curlProbes: buildCurlProbes,
  pingProbes: buildPingProbes,
  proxyLogs: buildProxyLogs,
  controlPlaneLogs: buildControlPlaneLogs,
  initLogs: buildInitLogs,
  cniLogs: buildCniLogs,
  dnsLogs: buildDnsLogs,
  applicationLogs: buildApplicationLogs,
};

/** Builds every facet, each once, in the order in which they ask for one another. */
export function buildModel(artifacts: Artifacts): MeshModel {
  const built = new Map<FacetName, Facet<unknown>>();
  const context: BuildContext = {
    artifacts,
    facet: <F extends FacetName>(name: F) => {
      const known = built.get(name) ?? build(name, context);
      built.set(name, known);
      return known as Facet<Facets[F]>;
    },
    workloadOf: (pod) => workloadIn(context, pod) ?? workloadOfName(pod.name),
  };
  for (const name of Object.keys(builders) as FacetName[]) context.facet(name);
  return Object.fromEntries(built) as unknown as MeshModel;
}

function build(name: FacetName, context: BuildContext): Facet<unknown> {
  const facet: Facet<unknown> = builders[name](context);
  return name === 'capture' ? facet : explainAbsence(name, facet, context.facet('capture'));
}

function workloadIn(context: BuildContext, { namespace, name }: PodRef): string | undefined {
  const pods = context.facet('podSpecs');
  return pods.state === 'present' ? workloadNames(pods.value).get(`${namespace}/${name}`) : undefined;
}

const workloadNames = derivedOnce(
  (pods: Facets['podSpecs']) =>
    new Map(pods.map(({ namespace, name, workload }) => [`${namespace}/${name}`, workload])),
);
