import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { VirtualService } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayNamed } from '../../model/lookup/gateway-pods.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import {
  type Claim,
  type ClientScope,
  exportedNamespaces,
  haveSharedClients,
  maxCompared,
} from '../../model/lookup/shared-clients.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { exportsOf } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingConflictingHosts = defineCheck({
  meta: {
    id: 'routing/conflicting-hosts',
    title: 'One VirtualService has the say about a host',
    severity: 'error',
    why: 'Of several VirtualServices for one host sidecars take the oldest and drop the rest. A gateway joins them, oldest first, so that a route for everything hides what comes after it.',
    fix: [
      {
        text: 'Join the VirtualServices into one, or keep them apart with exportTo.',
        command: 'kubectl get virtualservices --all-namespaces',
        doc: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
      },
    ],
    codes: ['IST0109', 'KIA1106'],
    decides:
      'Compares hosts per gateway (mesh for sidecars) between VirtualServices that some namespace sees both of: by exportTo and its defaults, and by the Sidecar of the namespace. A host for one namespace also conflicts with a wildcard for all.',
    falsePositives: [
      'A wildcard beside a more specific host is not reported: proxies take the more specific one.',
      'On one gateway VirtualServices that split a host by path are joined as intended; that is information.',
      'VirtualServices that no proxy imports together, and delegates, are left out.',
    ],
  },
  requires: ['virtualServices', 'mesh'],
  uses: ['meshConfig', 'sidecars'],
  messages: {
    mesh: 'VirtualService {namespace}/{name} and {others} are for the same host {host}, and sidecars take only one of them',
    gateway: 'VirtualService {namespace}/{name} and {others} are for the same host {host} on Gateway {gateway}',
    swallowed:
      'VirtualService {namespace}/{name} and {others} are for the same host {host} on Gateway {gateway}, and one of them takes every request',
  },
  identity: ['gateway'],
  *run({ virtualServices, sidecars = [], ...settings }) {
    const { mesh, meshConfig } = settings;
    const scope: ClientScope = { sidecars, rootNamespace: rootNamespaceOf(settings), mesh };
    const bound = virtualServices
      .filter(({ namespace }) => isAnalyzedNamespace(namespace))
      .flatMap((virtualService) => {
        const { namespace, spec } = virtualService;
        const exportTo = exportsOf(virtualService, meshConfig);
        return [...new Set(spec.gateways)].flatMap((written) => {
          const gateway = written === 'mesh' ? written : gatewayNamed(written, namespace);
          return spec.hosts.map((host, index): Bound => {
            const field = `spec.hosts[${index}]`;
            return { virtualService, gateway, field, host: fullHost(host, namespace, mesh), namespace, exportTo };
          });
        });
      });
    for (const [gateway, ofGateway] of groupBy(bound, (one) => one.gateway)) {
      const conflicts = conflictsAmong(ofGateway, gateway === 'mesh', scope);
      for (const group of groupBy(conflicts, ({ own }) => keyOf(own)).values()) {
        const [{ own }] = group;
        const { namespace, name, source } = own.virtualService;
        const others = [...new Set(group.map(({ other }) => keyOf(other)))].sort();
        const swallows = gateway !== 'mesh' && group.some(({ own, other }) => isCatchAll(own) || isCatchAll(other));
        yield {
          messageId: gateway === 'mesh' ? 'mesh' : swallows ? 'swallowed' : 'gateway',
          args: {
            namespace,
            name,
            gateway,
            host: [...new Set(group.map((one) => one.own.host))].join(', '),
            others: others.slice(0, 5).join(', '),
          },
          subject: { kind: 'VirtualService', namespace, name },
          severity: gateway === 'mesh' ? 'error' : swallows ? 'warning' : 'info',
          aliases: aliasesOf(group, gateway === 'mesh'),
          evidence: mapNonEmpty(group, ({ own: { field, host } }) => citeField(source, field, host)),
        };
      }
    }
  },
});

interface Bound extends Claim {
  virtualService: VirtualService;
  gateway: string;
  field: string;
}

interface Conflict {
  own: Bound;
  other: Bound;
}

function keyOf({ virtualService: { namespace, name } }: Bound): string {
  return `${namespace}/${name}`;
}

/** istioctl looks at sidecars alone, Kiali at equal hosts alone. */
function aliasesOf(conflicts: readonly Conflict[], isMesh: boolean): string[] {
  const isEqual = conflicts.some(({ own, other }) => own.host === other.host);
  return [...(isMesh ? ['IST0109'] : []), ...(isEqual ? ['KIA1106'] : [])];
}

function conflictsAmong(bound: readonly Bound[], isMesh: boolean, scope: ClientScope): readonly Conflict[] {
  const byHost = groupBy(bound, ({ host }) => host);
  const wildcards = bound.filter((one) => one.host.startsWith('*') && exportedNamespaces(one) === undefined);
  const forAll = isMesh ? wildcards.slice(0, maxCompared) : [];
  const found: Conflict[] = [];
  for (const own of bound) {
    const scoped = isMesh && exportedNamespaces(own) !== undefined;
    const covering = scoped ? forAll.filter(({ host }) => host !== own.host && coversHost(host, own.host)) : [];
    for (const other of [...(byHost.get(own.host) ?? []).slice(0, maxCompared), ...covering]) {
      if (other.virtualService === own.virtualService || keyOf(other) === keyOf(own)) continue;
      if (!sharesProtocol(own, other) || !haveSharedClients(own, other, scope)) continue;
      found.push({ own, other });
      if (other.host !== own.host) found.push({ own: other, other: own });
    }
  }
  return found;
}

/** What has http routes is apart from what has tls or tcp routes only. */
function sharesProtocol(a: Bound, b: Bound): boolean {
  const [ofA, ofB] = [protocolsOf(a), protocolsOf(b)];
  return ofA.size === 0 || ofB.size === 0 || [...ofA].some((protocol) => ofB.has(protocol));
}

function protocolsOf({ virtualService: { spec } }: Bound): ReadonlySet<string> {
  return new Set(spec.routes.map(({ protocol }) => protocol));
}

function isCatchAll({ virtualService: { spec } }: Bound): boolean {
  return spec.routes.some(
    ({ protocol, matches = [] }) =>
      protocol === 'http' && (!isNonEmpty(matches) || matches.some(({ text }) => text === '{"uri":{"prefix":"/"}}')),
  );
}
