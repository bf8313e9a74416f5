import type { FacetName } from './facets.js';

interface FacetInfo {
  /** What a reader calls it. */
  title: string;
  /** The command that supplies it, for one pod or for the mesh; scripts/capture.sh runs all of them. */
  capture: string;
}

const pilotAgent = (path: string) =>
  `kubectl exec -n NAMESPACE POD -c istio-proxy -- pilot-agent request GET '${path}'`;
const debugPage = (page: string) =>
  `kubectl exec -n istio-system ISTIOD_POD -c discovery -- pilot-discovery request GET /debug/${page}`;
const inProxy = (command: string) => `kubectl exec -n NAMESPACE POD -c istio-proxy -- ${command}`;
const list = (resource: string) => `kubectl get ${resource} --all-namespaces -o json`;

export const facetInfo = {
  mesh: { title: 'versions and settings of the mesh', capture: 'istioctl version -o json' },
  clusters: {
    title: 'clusters of the mesh',
    capture: 'meshtriage analyze BUNDLE BUNDLE, with one bundle of each cluster',
  },
  capture: { title: 'the record of the capture itself', capture: 'scripts/capture.sh' },
  pods: { title: 'pods', capture: 'kubectl get pods --all-namespaces -o wide' },
  podSpecs: { title: 'pod objects', capture: list('pods') },
  services: { title: 'services', capture: 'kubectl get services --all-namespaces -o wide' },
  serviceSpecs: { title: 'service objects', capture: list('services') },
  endpoints: { title: 'endpoints of services', capture: list('endpointslices') },
  nodes: { title: 'nodes', capture: 'kubectl get nodes -o wide' },
  nodeSpecs: { title: 'node objects', capture: 'kubectl get nodes -o json' },
  namespaces: { title: 'namespaces', capture: 'kubectl get namespaces -o json' },
  workloads: {
    title: 'deployments and other workloads',
    capture: list('deployments,statefulsets,daemonsets,replicasets,jobs'),
  },
  events: { title: 'events', capture: list('events') },
  webhooks: {
    title: 'webhook configurations',
    capture: 'kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations -o json',
  },
  networkPolicies: { title: 'network policies', capture: list('networkpolicies') },
  virtualServices: { title: 'VirtualServices', capture: list('virtualservices.networking.istio.io') },
  destinationRules: { title: 'DestinationRules', capture: list('destinationrules.networking.istio.io') },
  istioGateways: { title: 'Istio Gateways', capture: list('gateways.networking.istio.io') },
  serviceEntries: { title: 'ServiceEntries', capture: list('serviceentries.networking.istio.io') },
  sidecars: { title: 'Sidecar resources', capture: list('sidecars.networking.istio.io') },
  peerAuthentications: { title: 'PeerAuthentications', capture: list('peerauthentications.security.istio.io') },
  authenticationPolicies: {
    title: 'authentication policies of Istio 1.0 to 1.5',
    capture: list('policies.authentication.istio.io'),
  },
  authorizationPolicies: { title: 'AuthorizationPolicies', capture: list('authorizationpolicies.security.istio.io') },
  envoyFilters: { title: 'EnvoyFilters', capture: list('envoyfilters.networking.istio.io') },
  kubernetesGateways: { title: 'Gateways of the Gateway API', capture: list('gateways.gateway.networking.k8s.io') },
  kubernetesRoutes: { title: 'routes of the Gateway API', capture: list('httproutes.gateway.networking.k8s.io') },
  workloadEntries: { title: 'WorkloadEntries', capture: list('workloadentries.networking.istio.io') },
  workloadGroups: { title: 'WorkloadGroups', capture: list('workloadgroups.networking.istio.io') },
  proxyConfigObjects: { title: 'ProxyConfig resources', capture: list('proxyconfigs.networking.istio.io') },
  requestAuthentications: {
    title: 'RequestAuthentications',
    capture: list('requestauthentications.security.istio.io'),
  },
  telemetries: { title: 'Telemetry resources', capture: list('telemetries.telemetry.istio.io') },
  proxyExtensions: { title: 'WasmPlugins and TrafficExtensions', capture: list('wasmplugins.extensions.istio.io') },
  rbacConfigs: {
    title: 'RBAC settings of Istio 1.0 to 1.5',
    capture: list('clusterrbacconfigs.rbac.istio.io,rbacconfigs.rbac.istio.io'),
  },
  serviceRoles: { title: 'ServiceRoles of Istio 1.0 to 1.5', capture: list('serviceroles.rbac.istio.io') },
  serviceRoleBindings: {
    title: 'ServiceRoleBindings of Istio 1.0 to 1.5',
    capture: list('servicerolebindings.rbac.istio.io'),
  },
  mixerObjects: { title: 'Mixer resources of Istio 1.0 to 1.7', capture: list('rules.config.istio.io') },
  gatewayClasses: { title: 'GatewayClasses', capture: 'kubectl get gatewayclasses.gateway.networking.k8s.io -o json' },
  referenceGrants: { title: 'ReferenceGrants', capture: list('referencegrants.gateway.networking.k8s.io') },
  backendTlsPolicies: { title: 'BackendTLSPolicies', capture: list('backendtlspolicies.gateway.networking.k8s.io') },
  secrets: {
    title: 'Secrets, without their values',
    capture: 'kubectl get secrets --all-namespaces   (their values stay in the cluster)',
  },
  serviceAccounts: { title: 'service accounts', capture: list('serviceaccounts') },
  ingresses: { title: 'Ingresses', capture: list('ingresses') },
  customResourceDefinitions: {
    title: 'custom resource definitions',
    capture: 'kubectl get customresourcedefinitions -o json',
  },
  injectors: {
    title: 'settings of the sidecar injector',
    capture: 'kubectl get configmap -n istio-system -l app=sidecar-injector -o json',
  },
  invalidObjects: {
    title: 'objects checked against the admission rules',
    capture: list('virtualservices.networking.istio.io'),
  },
  meshConfig: { title: 'mesh configuration', capture: 'kubectl get configmap istio -n istio-system -o json' },
  meshNetworks: {
    title: 'mesh networks',
    capture: 'kubectl get configmap istio -n istio-system -o json',
  },
  proxySync: {
    title: 'synchronisation of proxies with the control plane',
    capture: debugPage('syncz'),
  },
  connectedProxies: {
    title: 'proxies connected to any replica of the control plane',
    capture: `${debugPage('syncz')}   (every istiod pod)`,
  },
  watchedClusters: { title: 'Kubernetes clusters that the control plane watches', capture: debugPage('clusterz') },
  pushProblems: { title: 'what the control plane noticed in its last push', capture: debugPage('push_status') },
  networks: { title: 'networks of the mesh and their gateways', capture: debugPage('networkz') },
  registryHosts: { title: 'hosts that the control plane knows', capture: debugPage('registryz') },
  tlsChecks: { title: 'mutual TLS check of Istio 1.0 to 1.5', capture: 'istioctl authn tls-check POD.NAMESPACE' },
  versions: { title: 'versions', capture: 'istioctl version -o json' },
  controlPlaneVersions: { title: 'Istio versions of the control plane', capture: 'istioctl version -o json' },
  proxyVersions: { title: 'Istio versions of the proxies', capture: list('pods') },
  proxyConfigs: { title: 'Envoy configuration dumps', capture: pilotAgent('config_dump?include_eds') },
  desiredConfigs: {
    title: 'configuration that the control plane means proxies to have',
    capture:
      'oc adm must-gather with a mesh collector   (breaks TLS of gateways on Istio 1.17 to 1.26.4, 1.27.0, 1.27.1)',
  },
  workloadCertificates: { title: 'workload certificates and trusted authorities', capture: pilotAgent('certs') },
  proxyUpstreams: { title: "proxies' view of their upstream hosts", capture: pilotAgent('clusters') },
  proxyServers: { title: "state of the proxies' servers", capture: pilotAgent('server_info') },
  proxyStats: { title: "proxies' statistics", capture: pilotAgent('stats') },
  ztunnels: {
    title: "ztunnels' view of the mesh",
    capture:
      'kubectl debug -n istio-system ZTUNNEL_POD --image=curlimages/curl -- curl -s localhost:15000/config_dump   (or istioctl ztunnel-config all -o json)',
  },
  controlPlaneMetrics: {
    title: 'metrics of the control plane',
    capture: 'kubectl exec -n istio-system ISTIOD_POD -c discovery -- pilot-discovery request GET metrics',
  },
  nodeAgentMetrics: {
    title: 'metrics of ztunnel and istio-cni',
    capture: 'kubectl port-forward -n istio-system ZTUNNEL_POD 15020   (then curl -s localhost:15020/metrics)',
  },
  podDns: { title: 'resolv.conf of pods', capture: inProxy('cat /etc/resolv.conf') },
  podRoutes: { title: 'routing tables of pods', capture: inProxy('ip route show table all') },
  nodeRoutes: { title: 'routing tables of nodes', capture: 'scripts/capture-node.sh NODE   (on the node)' },
  podNetfilter: { title: 'iptables rules of pods', capture: inProxy('iptables-save') },
  nodeNetfilter: { title: 'iptables rules of nodes', capture: 'scripts/capture-node.sh NODE   (on the node, as root)' },
  podSockets: { title: 'listening sockets of pods', capture: inProxy('ss -tulpn') },
  dnsProbes: { title: 'recorded DNS lookups', capture: 'scripts/capture.sh --probe   (nslookup from chosen pods)' },
  curlProbes: { title: 'recorded HTTP requests', capture: 'scripts/capture.sh --probe   (curl from chosen pods)' },
  pingProbes: { title: 'recorded pings', capture: 'scripts/capture.sh --probe   (ping from chosen pods)' },
  proxyLogs: { title: 'logs of istio-proxy containers', capture: 'kubectl logs -n NAMESPACE POD -c istio-proxy' },
  controlPlaneLogs: {
    title: 'logs of the control plane',
    capture: 'kubectl logs -n istio-system ISTIOD_POD -c discovery',
  },
  initLogs: { title: 'logs of istio-init', capture: 'kubectl logs -n NAMESPACE POD -c istio-init' },
  cniLogs: { title: 'logs of istio-cni', capture: 'kubectl logs -n istio-system ISTIO_CNI_POD -c install-cni' },
  dnsLogs: { title: 'logs of the cluster DNS servers', capture: 'kubectl logs -n kube-system -l k8s-app=kube-dns' },
  applicationLogs: { title: 'logs of applications', capture: 'scripts/capture.sh --include-application-logs' },
} satisfies Record<FacetName, FacetInfo>;

/** Parts that not every Istio has or had: the first and the last minor version of Istio 1 with each. */
export const minorsWith: Readonly<Partial<Record<FacetName, { first?: number; last?: number }>>> = {
  authenticationPolicies: { last: 5 },
  rbacConfigs: { last: 5 },
  serviceRoles: { last: 5 },
  serviceRoleBindings: { last: 5 },
  mixerObjects: { last: 7 },
  tlsChecks: { last: 5 },
  networks: { first: 10 },
  watchedClusters: { first: 11 },
};
