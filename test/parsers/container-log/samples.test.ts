import { describe, expect, test } from 'vitest';
import { signaturesById } from '../../../src/core/log-signatures/index.js';
import { findKnownProblems } from '../../../src/parsers/container-log/index.js';
import { application } from './samples/application.js';
import { dns } from './samples/dns.js';
import { envoy } from './samples/envoy.js';
import { envoyResponse } from './samples/envoy-response.js';
import { envoyTls } from './samples/envoy-tls.js';
import { gatewayServers } from './samples/gateway-servers.js';
import { goProcess } from './samples/go-process.js';
import { istioCni } from './samples/istio-cni.js';
import { istioInit } from './samples/istio-init.js';
import { istiod } from './samples/istiod.js';
import { istiodClients } from './samples/istiod-clients.js';
import { istiodConfiguration } from './samples/istiod-configuration.js';
import { istiodControllers } from './samples/istiod-controllers.js';
import { istiodIdentity } from './samples/istiod-identity.js';
import { kubernetes } from './samples/kubernetes.js';
import { kubernetesEvents } from './samples/kubernetes-events.js';
import { kubernetesProbes } from './samples/kubernetes-probes.js';
import { mixerEra } from './samples/mixer-era.js';
import { network } from './samples/network.js';
import { nodes } from './samples/nodes.js';
import { objects } from './samples/objects.js';
import { pilotAgent } from './samples/pilot-agent.js';
import { pilotAgentIdentity } from './samples/pilot-agent-identity.js';
import { pilotAgentServices } from './samples/pilot-agent-services.js';
import { rejectedConfiguration } from './samples/rejected-configuration.js';
import { rejectedExtensions } from './samples/rejected-extensions.js';
import type { Samples } from './samples/samples.js';
import { tables } from './samples/tables.js';
import { webhookCalls } from './samples/webhook-calls.js';
import { webhooks } from './samples/webhooks.js';
import { xdsStream } from './samples/xds-stream.js';
import { ztunnel } from './samples/ztunnel.js';
import { ztunnelTraffic } from './samples/ztunnel-traffic.js';

const topics: Readonly<Record<string, Samples>> = {
  application,
  dns,
  envoyResponse,
  envoyTls,
  envoy,
  gatewayServers,
  goProcess,
  istioCni,
  istioInit,
  istiodClients,
  istiodConfiguration,
  istiodControllers,
  istiodIdentity,
  istiod,
  kubernetesEvents,
  kubernetesProbes,
  kubernetes,
  mixerEra,
  network,
  nodes,
  objects,
  pilotAgentIdentity,
  pilotAgentServices,
  pilotAgent,
  rejectedConfiguration,
  rejectedExtensions,
  tables,
  webhookCalls,
  webhooks,
  xdsStream,
  ztunnelTraffic,
  ztunnel,
};
const signatures = signaturesById('tables');

/** The line `times` times, a second apart. */
function repeated(line: string, times: number): string {
  const hasLevel = /^(?:debug|info|warn|warning|error|fatal|critical)\t/.test(line);
  const stamps = Array.from({ length: times }, (_, second) =>
    new Date(Date.UTC(2024, 4, 2, 10, 0, second)).toISOString(),
  );
  return stamps.map((stamp) => `${hasLevel ? `${stamp}\t` : ''}${line}\n`).join('');
}

async function named(text: string, component: string): Promise<string[]> {
  return (await findKnownProblems([Buffer.from(text)], component)).problems.map(({ signature }) => signature);
}

describe.each(Object.entries(topics))('%s', (_, { component: whose, lines }) => {
  test.each(Object.entries(lines))('%s', async (id, { fires, silent, component = whose }) => {
    const enough = signatures.get(id)?.atLeast?.lines ?? 1;
    expect(await named(repeated(fires, enough), component)).toContain(id);
    expect(await named(repeated(fires, enough - 1), component)).not.toContain(id);
    expect(await named(repeated(silent, enough), component)).not.toContain(id);
  });
});

test('every signature has its lines', () => {
  const withLines = new Set(Object.values(topics).flatMap(({ lines }) => Object.keys(lines)));
  expect([...signatures.keys()].filter((id) => !withLines.has(id))).toEqual([]);
});
