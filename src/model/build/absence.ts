import { shorten } from '../../core/shorten.js';
import type { Capture, CaptureFailure, Facet, FacetName } from '../facets.js';

/**
 * Where scripts/capture.sh puts what supplies a facet: paths without extension, `*` for a name. The names of a per-namespace
 * list (`pods.shop.json`) and of numbered files (`ping.1.txt`) begin alike.
 */
const entries: Partial<Record<FacetName, readonly string[]>> = {
  pods: ['cluster/pods'],
  podSpecs: ['cluster/pods'],
  services: ['cluster/services'],
  serviceSpecs: ['cluster/services'],
  endpoints: ['cluster/endpointslices', 'cluster/endpoints'],
  nodes: ['cluster/nodes'],
  nodeSpecs: ['cluster/nodes'],
  namespaces: ['cluster/namespaces'],
  workloads: ['cluster/deployments', 'cluster/statefulsets', 'cluster/daemonsets', 'cluster/jobs'],
  events: ['cluster/events'],
  webhooks: ['cluster/mutatingwebhookconfigurations', 'cluster/validatingwebhookconfigurations'],
  networkPolicies: ['cluster/networkpolicies'],
  virtualServices: ['cluster/networking.istio.io/virtualservices'],
  destinationRules: ['cluster/networking.istio.io/destinationrules'],
  istioGateways: ['cluster/networking.istio.io/gateways'],
  serviceEntries: ['cluster/networking.istio.io/serviceentries'],
  sidecars: ['cluster/networking.istio.io/sidecars'],
  envoyFilters: ['cluster/networking.istio.io/envoyfilters'],
  peerAuthentications: ['cluster/security.istio.io/peerauthentications'],
  authorizationPolicies: ['cluster/security.istio.io/authorizationpolicies'],
  authenticationPolicies: ['cluster/authentication.istio.io/policies', 'cluster/authentication.istio.io/meshpolicies'],
  workloadEntries: ['cluster/networking.istio.io/workloadentries'],
  workloadGroups: ['cluster/networking.istio.io/workloadgroups'],
  proxyConfigObjects: ['cluster/networking.istio.io/proxyconfigs'],
  requestAuthentications: ['cluster/security.istio.io/requestauthentications'],
  telemetries: ['cluster/telemetry.istio.io/telemetries'],
  proxyExtensions: ['cluster/extensions.istio.io/wasmplugins'],
  rbacConfigs: ['cluster/rbac.istio.io/clusterrbacconfigs', 'cluster/rbac.istio.io/rbacconfigs'],
  serviceRoles: ['cluster/rbac.istio.io/serviceroles'],
  serviceRoleBindings: ['cluster/rbac.istio.io/servicerolebindings'],
  gatewayClasses: ['cluster/gateway.networking.k8s.io/gatewayclasses'],
  referenceGrants: ['cluster/gateway.networking.k8s.io/referencegrants'],
  backendTlsPolicies: ['cluster/gateway.networking.k8s.io/backendtlspolicies'],
  serviceAccounts: ['cluster/serviceaccounts'],
  ingresses: ['cluster/ingresses'],
  customResourceDefinitions: ['cluster/customresourcedefinitions'],
  kubernetesGateways: ['cluster/gateway.networking.k8s.io/gateways'],
  kubernetesRoutes: ['cluster/gateway.networking.k8s.io/httproutes'],
  meshConfig: ['cluster/configmaps.istio', 'istiod/*/*/mesh'],
  proxySync: ['istiod/*/*/syncz', 'istioctl/proxy-status'],
  // Every replica has to be heard, which proxy-status does not make up for.
  connectedProxies: ['istiod/*/*/syncz'],
  watchedClusters: ['istiod/*/*/clusterz'],
  pushProblems: ['istiod/*/*/push_status'],
  networks: ['istiod/*/*/networkz'],
  registryHosts: ['istiod/*/*/registryz'],
  tlsChecks: ['istiod/*/*/authenticationz', 'istioctl/authn-tls-check'],
  proxyConfigs: ['proxies/*/*/config-dump'],
  workloadCertificates: ['proxies/*/*/certs', 'proxies/*/*/config-dump'],
  proxyUpstreams: ['proxies/*/*/clusters'],
  proxyServers: ['proxies/*/*/server_info'],
  proxyStats: ['proxies/*/*/stats'],
  controlPlaneMetrics: ['istiod/*/*/metrics'],
  nodeAgentMetrics: ['ztunnel/*/metrics'],
  podDns: ['proxies/*/*/resolv-conf'],
  podRoutes: ['proxies/*/*/ip-route'],
  podNetfilter: ['proxies/*/*/iptables-save'],
  podSockets: ['proxies/*/*/sockets', 'proxies/*/*/proc-net-tcp'],
  dnsProbes: ['probes/*/*/nslookup'],
  curlProbes: ['probes/*/*/curl'],
  pingProbes: ['probes/*/*/ping'],
  proxyLogs: ['proxies/*/*/istio-proxy', 'ztunnel/*/ztunnel'],
  controlPlaneLogs: ['istiod/*/*/istiod', 'control-plane/*/*/*'],
  initLogs: ['proxies/*/*/istio-init', 'proxies/*/*/istio-validation'],
  cniLogs: ['cni/*/cni'],
  dnsLogs: ['dns/*/*/*'],
  applicationLogs: ['apps/*/*/*'],
};

/** Facets that are known to be empty where the cluster does not define their kind. */
const customResources = new Set(
  Object.entries(entries).flatMap(([name, templates]) =>
    templates.some((template) => /^cluster\/[^/]+\//.test(template)) ? [name] : [],
  ),
);

/** What no account of the cluster can supply. */
const ofNodes: readonly FacetName[] = ['nodeRoutes', 'nodeNetfilter'];

/** The facet; when it is absent, with what the record of the capture says about the steps that would have supplied it. */
export function explainAbsence<T>(name: FacetName, facet: Facet<T>, capture: Facet<Capture>): Facet<T> {
  if (facet.state === 'present') return facet;
  const reason = ofNodes.includes(name) ? 'scripts/capture-node.sh records them on a node' : reasonIn(name, capture);
  return reason === undefined ? facet : { ...facet, because: `${facet.because} (${reason})` };
}

function reasonIn(name: FacetName, capture: Facet<Capture>): string | undefined {
  const templates = entries[name];
  if (templates === undefined || capture.state === 'absent') return undefined;
  const { failures, interrupted } = capture.value;
  const steps = customResources.has(name) ? [...templates, 'cluster/customresourcedefinitions'] : templates;
  const own = steps.flatMap((template) => failures.filter(({ path }) => fits(template, path)));
  const found = own.length > 0 ? own : failures.filter((failure) => keptOut(failure, name, templates));
  const [first] = found;
  if (first === undefined) return interrupted ? 'the capture was interrupted' : undefined;
  const others = found.length === 1 ? '' : `, and ${found.length - 1} more like it`;
  // The message of a container runtime, however long, ends in what matters: exec: "ping": executable file not found in $PATH
  const reason = first.reason.replace(/^missing-tool: .*(exec: ")/, 'missing-tool: $1');
  return `${first.path}: ${shorten(reason)}${others}`;
}

function fits(template: string, path = ''): boolean {
  const names = path.split('/');
  const expected = template.split('/');
  return (
    names.length === expected.length &&
    expected.every((part, at) => {
      const name = names[at] ?? '';
      if (name === '') return false;
      return part === '*' || name === part || (at === expected.length - 1 && name.startsWith(`${part}.`));
    })
  );
}

/** One line stands for all of a folder, `proxies/shop/cart/`. Logs are asked for even where commands cannot be run. */
function keptOut({ path = '', reason }: CaptureFailure, name: FacetName, templates: readonly string[]): boolean {
  if (!path.endsWith('/') || (name.endsWith('Logs') && !reason.startsWith('limit'))) return false;
  const folder = path.slice(0, -1);
  return templates.some((template) => fits(template.slice(0, template.lastIndexOf('/')), folder));
}
