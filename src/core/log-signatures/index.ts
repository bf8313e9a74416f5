/** Known log messages, as data, and which of them a component can print. */
import { application } from './application.js';
import { dnsServer } from './dns.js';
import { envoy } from './envoy.js';
import { gatewayServers } from './gateway-servers.js';
import { istioCni } from './istio-cni.js';
import { istioInit } from './istio-init.js';
import { istiod } from './istiod.js';
import { istiodIdentity } from './istiod-identity.js';
import { kubernetesClient } from './kubernetes.js';
import { network } from './network.js';
import { pilotAgent } from './pilot-agent.js';
import { pilotAgentIdentity } from './pilot-agent-identity.js';
import { rejectedConfiguration } from './rejected-configuration.js';
import { rejectedExtensions } from './rejected-extensions.js';
import type { LogCheck, LogSignature } from './signature.js';
import { webhooks } from './webhooks.js';
import { xdsStream } from './xds-stream.js';
import { ztunnel } from './ztunnel.js';

export { accessProblems, accessSignatures } from './access-log.js';
export type { AccessFacts, AccessSignature } from './access-signature.js';
export type { KnownProblem, LogCheck, LogSignature, Remedy } from './signature.js';

interface ComponentLogs {
  topics: readonly (readonly LogSignature[])[];
  /** The checks that read logs of this component. */
  checks: readonly LogCheck[];
}

const shared = [kubernetesClient, network];
const control: ComponentLogs = {
  topics: [
    rejectedConfiguration,
    rejectedExtensions,
    istiod,
    gatewayServers,
    webhooks,
    istiodIdentity,
    xdsStream,
    ...shared,
  ],
  checks: ['logs/control-plane'],
};
const proxyChecks: readonly LogCheck[] = ['logs/proxy', 'control-plane/stream-errors'];

/** By `LogComponent` of the model. */
const components = {
  'istio-proxy': {
    topics: [
      rejectedConfiguration,
      rejectedExtensions,
      pilotAgent,
      pilotAgentIdentity,
      xdsStream,
      envoy,
      gatewayServers,
      ...shared,
    ],
    checks: proxyChecks,
  },
  ztunnel: { topics: [ztunnel, istiodIdentity, xdsStream, ...shared], checks: proxyChecks },
  'control-plane': control,
  operator: control,
  'istio-init': { topics: [istioInit], checks: ['pod-network/init-failure'] },
  'istio-cni': { topics: [istioCni, istioInit, ...shared], checks: ['pod-network/cni-failure'] },
  dns: { topics: [dnsServer, ...shared], checks: ['dns/server-errors'] },
  application: { topics: [application, kubernetesClient], checks: ['logs/application'] },
} as const satisfies Record<string, ComponentLogs>;

export type SignatureComponent = keyof typeof components;

export const signatureComponents = Object.keys(components) as SignatureComponent[];

/** The messages that a component can print and that some check reports. Ids are unique in the result. */
export function signaturesOf(component: SignatureComponent): readonly LogSignature[] {
  const { topics, checks }: ComponentLogs = components[component];
  return topics.flat().filter((signature) => signature.checks.some((check) => checks.includes(check)));
}

/** Every signature that a check reports. */
export function signaturesOfCheck(check: LogCheck): readonly LogSignature[] {
  const all = new Set(signatureComponents.flatMap(signaturesOf));
  return [...all].filter((signature) => signature.checks.includes(check));
}

/** The `messages` of a check that reports signatures: their titles by id. */
export function titlesOf(problems: readonly { id: string; title: string }[]): Readonly<Record<string, string>> {
  return Object.fromEntries(problems.map(({ id, title }) => [id, title]));
}
