import { citeField } from '../../../core/evidence.js';
import type { DestinationRule, Facets, PodSpec, ServiceSpec } from '../../facets.js';
import { isAutoMutualTlsOn } from '../auto-mutual-tls.js';
import { clientModes } from '../client-mutual-tls.js';
import { groupBy } from '../derive.js';
import { findServices, serviceNamed } from '../hosts.js';
import { hasProxy } from '../pods.js';
import { podsOfService } from '../selected.js';
import { matchesLabels } from '../selector.js';
import type { ServerMode } from '../server-mutual-tls.js';
import { targetPortIn } from '../target-port.js';
import { type Behind, inWords, nameOf, together } from './behind.js';
import { rulesOfClient, settingOf, type Target } from './client-rules.js';
import { citeMode, modeOfPort } from './missing-filter-chain.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<
    Pick<
      Facets,
      | 'destinationRules'
      | 'namespaces'
      | 'meshConfig'
      | 'serviceSpecs'
      | 'podSpecs'
      | 'peerAuthentications'
      | 'authenticationPolicies'
    >
  >;

/** What clients speak by their DestinationRule. */
interface Spoken extends Behind {
  mode: 'plaintext' | 'simple' | 'mutual';
}

/** What the pods of a service take. */
interface Taken extends Behind {
  mode: ServerMode['mode'];
}

/** The modes of both sides of failing connections, whether or not they fit. */
export function behindModes(target: Target, known: Known): Behind | undefined {
  return together(...spokenTo(target, known), ...takenBy(target, known));
}

/** The same, only where the two sides exclude each other: a connection may fail for many other reasons. */
export function behindClashingModes(target: Target, known: Known): Behind | undefined {
  const taken = takenBy(target, known);
  const spoken = spokenTo(target, known);
  const clashes = (a: Spoken, b: Taken) =>
    (a.mode !== 'mutual' && b.mode === 'STRICT') || (a.mode === 'mutual' && b.mode === 'DISABLE');
  const clash = spoken.flatMap((client) => taken.filter((server) => clashes(client, server)).map((s) => [client, s]));
  return together(...(clash[0] ?? []));
}

/** Pods of the service that the host names, those of the subset where there is one. */
export function podsBehind(
  { host, subset, client }: Target,
  known: Known,
): readonly { service: ServiceSpec; pod: PodSpec }[] {
  const named = serviceNamed(host, known.mesh);
  const { serviceSpecs, podSpecs } = known;
  if (named === undefined || serviceSpecs === undefined || podSpecs === undefined) return [];
  const rules = subset === undefined ? [] : rulesOfClient({ host, ...(client !== undefined && { client }) }, known);
  const labels = rules.flatMap(({ spec }) => spec.subsets.filter(({ name }) => name === subset))[0]?.labels;
  return findServices(serviceSpecs, named).flatMap((service) =>
    podsOfService(podSpecs, service)
      .filter((pod) => labels === undefined || matchesLabels(labels, pod.labels))
      .map((pod) => ({ service, pod })),
  );
}

function spokenTo(target: Target, known: Known): readonly Spoken[] {
  const { port, subset } = target;
  const isAuto = isAutoMutualTlsOn(known);
  return rulesOfClient(target, known).flatMap((rule): Spoken[] => {
    const tls = settingOf(rule, 'tls', target);
    if (tls !== undefined) return [byField(rule, tls.value.mode, `${tls.field}.mode`)];
    if (port === undefined || subset !== undefined) return [];
    const modes = clientModes(rule, { port, protocol: 'TCP' }, isAuto).filter(
      ({ field }) => !field.includes('subsets'),
    );
    return modes.map(({ mode, text, field }) => ({
      mode,
      text: `Clients speak ${text}, by ${inWords(rule)}.`,
      evidence: [citeField(rule.source, field, text)],
      objects: [nameOf(rule)],
    }));
  });
}

function byField(rule: DestinationRule, mode: string, field: string): Spoken {
  const words = mode === 'DISABLE' ? 'plain text' : mode === 'SIMPLE' ? 'TLS' : 'mutual TLS';
  return {
    mode: mode === 'DISABLE' ? 'plaintext' : mode === 'SIMPLE' ? 'simple' : 'mutual',
    text: `Clients speak ${words} (${mode}), by ${inWords(rule)}.`,
    evidence: [citeField(rule.source, field, mode)],
    objects: [nameOf(rule)],
  };
}

/** One element a mode; pods without a proxy take what the application speaks. */
function takenBy(target: Target, known: Known): readonly Taken[] {
  const servers = podsBehind(target, known).flatMap(({ service, pod }): Taken[] => {
    const declared = service.ports.find(({ port }) => port === target.port);
    const port = declared && targetPortIn(pod, declared);
    if (!hasProxy(pod)) return isInMeshOtherwise(pod) ? [] : [withoutProxy(pod)];
    const server = port === undefined ? undefined : modeOfPort(pod, port, known);
    return server === undefined ? [] : [byPolicy(server, port)];
  });
  return [...groupBy(servers, ({ text }) => text).values()].map(([first]) => first);
}

/** The ztunnel of its node speaks mutual TLS for it. */
function isInMeshOtherwise({ annotations }: PodSpec): boolean {
  return annotations.get('ambient.istio.io/redirection') === 'enabled';
}

function withoutProxy(pod: PodSpec): Taken {
  return {
    mode: 'DISABLE',
    text: `Pods of ${pod.namespace}/${pod.workload} have no proxy, and take what the application speaks.`,
    evidence: [],
    objects: [],
  };
}

function byPolicy({ mode, policy }: ServerMode, port: number | undefined): Taken {
  const takes = { STRICT: 'mutual TLS only', PERMISSIVE: 'mutual TLS and plain text', DISABLE: 'plain text only' }[
    mode
  ];
  return {
    mode,
    text: `The server takes ${takes} (${mode}), by ${policy === undefined ? "Istio's default" : inWords(policy)}.`,
    evidence: policy === undefined ? [] : [citeMode(policy, mode, port)],
    objects: policy === undefined ? [] : [nameOf(policy)],
  };
}
