/** Every parser. Adding one is one import and one line; its artifact joins `ArtifactMap` by inference. */
import { bugReportLog } from './bug-report-log.js';
import { captureManifest } from './capture-manifest.js';
import { containerLog } from './container-log/index.js';
import { curlProbe } from './curl-probe.js';
import { dnsProbe } from './dns-probe.js';
import { envoyCerts } from './envoy-certs.js';
import { envoyClusters } from './envoy-clusters/index.js';
import { envoyConfigDump } from './envoy-config-dump/index.js';
import { envoyListeners } from './envoy-listeners.js';
import { envoyServerInfo } from './envoy-server-info.js';
import { envoyStats } from './envoy-stats.js';
import { ipRoute } from './ip-route.js';
import { istioVersions } from './istio-versions.js';
import { kubectlTable } from './kubectl-table/index.js';
import { kubectlVersion } from './kubectl-version.js';
import { kubernetesObjects } from './kubernetes-objects/index.js';
import { meshConfig } from './mesh-config.js';
import { netfilter } from './netfilter/index.js';
import type { TextParser, WindowParser } from './parser.js';
import { pingProbe } from './ping-probe.js';
import { proxyStatus } from './proxy-status/index.js';
import { resolvConf } from './resolv-conf.js';
import { sockets } from './sockets.js';
import { syncz } from './syncz.js';
import { tlsCheck } from './tls-check.js';

export const parsers = [
  bugReportLog,
  captureManifest,
  containerLog,
  curlProbe,
  dnsProbe,
  envoyCerts,
  envoyClusters,
  envoyConfigDump,
  envoyListeners,
  envoyServerInfo,
  envoyStats,
  ipRoute,
  istioVersions,
  kubectlTable,
  kubectlVersion,
  kubernetesObjects,
  meshConfig,
  netfilter,
  pingProbe,
  proxyStatus,
  resolvConf,
  sockets,
  syncz,
  tlsCheck,
] as const;

type AnyParser = (typeof parsers)[number];

export type ArtifactMap = {
  [P in AnyParser as P['kind']]: P extends TextParser<string, infer A>
    ? A
    : P extends WindowParser<string, infer A>
      ? A
      : never;
};
