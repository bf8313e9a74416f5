/** Known log messages, as data, and which of them a component can print. */
import { application } from './application.js';
import { dnsServer } from './dns.js';
import { envoy } from './envoy.js';
import { envoyResponse } from './envoy-response.js';
import { envoyTls } from './envoy-tls.js';
import { gatewayServers } from './gateway-servers.js';
import { goProcess } from './go-process.js';
import { istioCni } from './istio-cni.js';
import { istioInit } from './istio-init.js';
import { istiod } from './istiod.js';
import { istiodClients } from './istiod-clients.js';
import { istiodConfiguration } from './istiod-configuration.js';
import { istiodControllers } from './istiod-controllers.js';
import { istiodIdentity } from './istiod-identity.js';
import { kubernetesClient } from './kubernetes.js';
import { kubernetesEvents } from './kubernetes-events.js';
import { kubernetesProbes } from './kubernetes-probes.js';
import { mixerEra } from './mixer-era.js';
import { network } from './network.js';
import { nodes } from './nodes.js';
import { objects } from './objects.js';
import { pilotAgent } from './pilot-agent.js';
import { pilotAgentIdentity } from './pilot-agent-identity.js';
import { pilotAgentServices } from './pilot-agent-services.js';
import { rejectedConfiguration } from './rejected-configuration.js';
import { rejectedExtensions } from './rejected-extensions.js';
import type { LogCheck, LogSignature } from './signature.js';
import { tables } from './tables.js';
import { webhookCalls } from './webhook-calls.js';
import { webhooks } from './webhooks.js';
import { xdsStream } from './xds-stream.js';
import { ztunnel } from './ztunnel.js';
import { ztunnelTraffic } from './ztunnel-traffic.js';

export { accessProblems, accessSignatures } from './access-log.js';
export type { AccessFacts, AccessSignature } from './access-signature.js';
export type { KnownProblem, LogCheck, LogSignature, Remedy } from './signature.js';

type Topics = readonly (readonly LogSignature[])[];

const shared: Topics = [kubernetesClient, goProcess, network];
const controlPlane: Topics = [
  rejectedConfiguration,
  rejectedExtensions,
  istiod,
  istiodConfiguration,
  istiodClients,
  istiodControllers,
  gatewayServers,
  webhooks,
  istiodIdentity,
  mixerEra,
  xdsStream,
  webhookCalls,
  ...shared,
];
const proxy: Topics = [
  rejectedConfiguration,
  rejectedExtensions,
  pilotAgent,
  pilotAgentIdentity,
  pilotAgentServices,
  xdsStream,
  envoy,
  envoyTls,
  envoyResponse,
  mixerEra,
  gatewayServers,
  istiodConfiguration,
  ...shared,
];
const cluster: Topics = [kubernetesEvents, kubernetesProbes, webhookCalls, nodes, objects];

/** Logs of containers, by `LogComponent` of the model. */
const components = {
  'istio-proxy': proxy,
  ztunnel: [ztunnel, ztunnelTraffic, envoyTls, istiodIdentity, xdsStream, ...shared],
  'control-plane': controlPlane,
  operator: controlPlane,
  'istio-init': [istioInit],
  'istio-cni': [istioCni, istioInit, ...shared],
  dns: [dnsServer, ...shared],
  application: [application, envoyResponse, kubernetesClient, goProcess],
} as const satisfies Record<string, Topics>;

export type SignatureComponent = keyof typeof components;

export const signatureComponents = Object.keys(components) as SignatureComponent[];

const texts: Topics = [...new Set([...Object.values(components).flat(), ...cluster])];

/** `any` is every log, event and object; `tables` are also rows that kubectl and istioctl print. */
const sources = { ...components, any: texts, tables: [tables, ...texts] } as const satisfies Record<string, Topics>;

/** What a text that is searched for known messages can be. */
export type LogSource = keyof typeof sources;

/**
 * The messages that a component can print, each once. In `any` and `tables` some ids have a second signature, for the words
 * of applications.
 */
export function signaturesOf(source: LogSource): readonly LogSignature[] {
  return source in components ? [...signaturesById(source).values()] : sources[source].flat();
}

/** What is told about a message, by its id. */
export function signaturesById(source: LogSource): ReadonlyMap<string, LogSignature> {
  const first = new Map<string, LogSignature>();
  for (const signature of sources[source].flat()) if (!first.has(signature.id)) first.set(signature.id, signature);
  return first;
}

/** Every signature that a check reports. */
export function signaturesOfCheck(check: LogCheck): readonly LogSignature[] {
  return sources.any.flat().filter((signature) => signature.checks.includes(check));
}

/** The `messages` of a check that reports signatures: their titles by id. */
export function titlesOf(problems: readonly { id: string; title: string }[]): Readonly<Record<string, string>> {
  return Object.fromEntries(problems.map(({ id, title }) => [id, title]));
}
