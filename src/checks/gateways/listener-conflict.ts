import { citeField } from '../../core/evidence.js';
import type { KubernetesGateway, KubernetesListener } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { defineCheck, type Finding } from '../check.js';

export const gatewaysListenerConflict = defineCheck({
  meta: {
    id: 'gateways/listener-conflict',
    title: 'Listeners and addresses of the Gateway API are used once',
    severity: 'warning',
    why: 'Two listeners of one Gateway with the same port, protocol and host are both refused. Gateways that share an address, or a host behind one name, answer for each other.',
    fix: [
      {
        text: 'Give the listener a host or port of its own, or put the routes on one Gateway.',
        command: 'kubectl get gateways.gateway.networking.k8s.io --all-namespaces -o wide',
        doc: 'https://gateway-api.sigs.k8s.io/api-types/gateway/',
      },
    ],
    codes: ['KIA1501', 'KIA1502', 'KIA1503'],
    decides:
      'Compares host name, port and protocol of listeners, and type and value of the addresses that Gateways ask for.',
    falsePositives: [
      'In a bundle silent about Gateways that share a host but no address: each has a load balancer of its own, and DNS decides.',
      'In a bundle silent about an address of type Hostname: it names a Service that several Gateways may share.',
    ],
  },
  requires: ['kubernetesGateways'],
  uses: ['mesh'],
  messages: {
    listeners: 'Listeners {listener} and {other} of Gateway {namespace}/{name} have the same port, protocol and host',
    gateways: 'Gateways {namespace}/{name} and {other} both have a listener for {host} on port {port}',
    addresses: 'Gateways {namespace}/{name} and {other} both ask for address {address}',
  },
  identity: ['listener', 'other', 'port', 'address'],
  *run({ kubernetesGateways, mesh }) {
    const gateways = kubernetesGateways.filter(({ namespace }) => isAnalyzedNamespace(namespace));
    for (const gateway of gateways) yield* twinListeners(gateway);
    yield* sharedAddresses(gateways, mesh?.isManifests ?? false);
    if (mesh?.isManifests) yield* sharedHosts(gateways);
  },
});

function* twinListeners(gateway: KubernetesGateway): Generator<Finding<'listeners'>> {
  const { namespace, name, source, spec } = gateway;
  for (const [first, ...rest] of groupBy(spec.listeners, keyOf).values()) {
    for (const twin of rest) {
      yield {
        messageId: 'listeners',
        args: { namespace, name, listener: first.name, other: twin.name },
        subject: subjectOf(gateway),
        severity: 'error',
        aliases: ['KIA1503'],
        evidence: [citeField(source, first.field, first.name), citeField(source, twin.field, twin.name)],
      };
    }
  }
}

function* sharedHosts(gateways: readonly KubernetesGateway[]): Generator<Finding<'gateways'>> {
  const listeners = gateways.flatMap((gateway) =>
    gateway.spec.listeners.flatMap((listener) =>
      listener.hostname === undefined ? [] : [{ gateway, listener, host: listener.hostname }],
    ),
  );
  for (const same of groupBy(listeners, ({ listener }) => keyOf(listener)).values()) {
    for (const { gateway, listener, host } of same) {
      const other = same.find((candidate) => candidate.gateway !== gateway);
      if (other === undefined) continue;
      const { namespace, name, source } = gateway;
      yield {
        messageId: 'gateways',
        args: { namespace, name, other: nameOf(other.gateway), host, port: listener.port },
        subject: subjectOf(gateway),
        aliases: ['KIA1501'],
        evidence: [
          citeField(source, `${listener.field}.hostname`, host),
          citeField(other.gateway.source, `${other.listener.field}.hostname`, host),
        ],
      };
    }
  }
}

function* sharedAddresses(
  gateways: readonly KubernetesGateway[],
  isManifests: boolean,
): Generator<Finding<'addresses'>> {
  const addresses = gateways.flatMap((gateway) =>
    (gateway.spec.requestedAddresses ?? []).flatMap(({ field, type = 'IPAddress', value }) =>
      value && (isManifests || type === 'IPAddress') ? [{ gateway, field, type, value }] : [],
    ),
  );
  for (const same of groupBy(addresses, ({ type, value }) => `${type} ${value}`).values()) {
    for (const { gateway, field, value } of same) {
      const other = same.find((candidate) => candidate.gateway !== gateway);
      if (other === undefined) continue;
      const { namespace, name, source } = gateway;
      yield {
        messageId: 'addresses',
        args: { namespace, name, other: nameOf(other.gateway), address: value },
        subject: subjectOf(gateway),
        aliases: ['KIA1502'],
        evidence: [citeField(source, field, value), citeField(other.gateway.source, other.field, value)],
      };
    }
  }
}

function keyOf({ port, protocol, hostname = '' }: KubernetesListener): string {
  return `${port} ${protocol} ${hostname}`;
}

function nameOf({ namespace, name }: KubernetesGateway): string {
  return `${namespace}/${name}`;
}

function subjectOf({ group, namespace, name }: KubernetesGateway) {
  return { kind: 'Gateway', group, namespace, name };
}
