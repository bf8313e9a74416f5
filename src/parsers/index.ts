/** Every parser. Adding one is one import and one line; its artifact joins `ArtifactMap` by inference. */
import { accessRules } from './access-rules.js';
import { adsz } from './adsz.js';
import { bugReportLog } from './bug-report-log.js';
import { captureManifest } from './capture-manifest.js';
import { clusterContext } from './cluster-context.js';
import { clusterInfoDump } from './cluster-info-dump.js';
import { clusterz } from './clusterz.js';
import { collectorErrors } from './collector-errors.js';
import { componentMetrics } from './component-metrics.js';
import { containerLog } from './container-log/index.js';
import { curlProbe } from './curl-probe.js';
import { dnsProbe } from './dns-probe.js';
import { dumpTime } from './dump-time.js';
import { endpointz } from './endpointz.js';
import { envoyCerts } from './envoy-certs.js';
import { envoyClusters } from './envoy-clusters/index.js';
import { desiredConfigDump } from './envoy-config-dump/desired.js';
import { envoyConfigDump } from './envoy-config-dump/index.js';
import { envoyListeners } from './envoy-listeners.js';
import { envoyServerInfo } from './envoy-server-info.js';
import { envoyStats } from './envoy-stats/index.js';
import { gatherLog } from './gather-log.js';
import { gatherTimestamp } from './gather-timestamp.js';
import { gatherVersion } from './gather-version.js';
import { ipRoute } from './ip-route.js';
import { istioVersions } from './istio-versions.js';
import { istioctlAnalyze } from './istioctl-analyze.js';
import { kubectlOutput } from './kubectl-output.js';
import { kubectlTable } from './kubectl-table/index.js';
import { kubectlVersion } from './kubectl-version.js';
import { kubernetesObjects } from './kubernetes-objects/index.js';
import { meshConfig } from './mesh-config.js';
import { meshNetworks } from './mesh-networks.js';
import { netfilter } from './netfilter/index.js';
import { networkz } from './networkz.js';
import type { PartsParser, TextParser, WindowParser } from './parser.js';
import { pingProbe } from './ping-probe.js';
import { proxyConfig } from './proxy-config/index.js';
import { proxyDump } from './proxy-dump.js';
import { proxyStatus } from './proxy-status/index.js';
import { pushStatus } from './push-status.js';
import { registryz } from './registryz.js';
import { resolvConf } from './resolv-conf.js';
import { sockets } from './sockets.js';
import { supportBundleAnalysis } from './support-bundle-analysis.js';
import { supportBundleVersion } from './support-bundle-version.js';
import { syncz } from './syncz.js';
import { tlsCheck } from './tls-check.js';
import { ztunnelConfig } from './ztunnel/index.js';

export const parsers = [
  accessRules,
  adsz,
  bugReportLog,
  captureManifest,
  clusterContext,
  clusterInfoDump,
  clusterz,
  collectorErrors,
  componentMetrics,
  containerLog,
  curlProbe,
  desiredConfigDump,
  dnsProbe,
  dumpTime,
  endpointz,
  envoyCerts,
  envoyClusters,
  envoyConfigDump,
  envoyListeners,
  envoyServerInfo,
  envoyStats,
  gatherLog,
  gatherTimestamp,
  gatherVersion,
  ipRoute,
  istioctlAnalyze,
  istioVersions,
  kubectlOutput,
  kubectlTable,
  kubectlVersion,
  kubernetesObjects,
  meshConfig,
  meshNetworks,
  netfilter,
  networkz,
  pingProbe,
  proxyConfig,
  proxyDump,
  proxyStatus,
  pushStatus,
  registryz,
  resolvConf,
  sockets,
  supportBundleAnalysis,
  supportBundleVersion,
  syncz,
  tlsCheck,
  ztunnelConfig,
] as const;

/** Parsers of entries that are read whole; those that cut an entry into parts make no artifact themselves. */
type AnyParser = Exclude<(typeof parsers)[number], PartsParser<string>>;

export type ArtifactMap = {
  [P in AnyParser as P['kind']]: P extends TextParser<string, infer A>
    ? A
    : P extends WindowParser<string, infer A>
      ? A
      : never;
};
