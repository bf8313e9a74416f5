import { citeField } from '../../core/evidence.js';
import type { MeshFacts, Service, ServiceEntry, VirtualService } from '../../model/facets.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { mayBeElsewhere, unknownHost } from '../../model/lookup/unknown-host.js';
import { defineCheck } from '../check.js';

export const configurationSidecarEgressHost = defineCheck({
  meta: {
    id: 'configuration/sidecar-egress-host',
    title: 'Hosts that Sidecars import exist',
    severity: 'warning',
    basis: 'declared',
    why: 'A Sidecar imports hosts as namespace/name. One that no service, ServiceEntry or VirtualService has there imports nothing, and traffic to what was meant is not known to the proxy.',
    fix: [
      {
        text: 'Write the namespace that has the service, and its full name: shop/cart.shop.svc.cluster.local, or shop/* for all of it.',
        command: 'kubectl get sidecar -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener',
      },
    ],
    codes: ['KIA1004'],
    decides:
      'A host without wildcard is looked up among services, ServiceEntries and VirtualServices; when it is known, the namespace before the slash is compared too.',
    falsePositives: [
      'Silent about wildcard hosts, and about hosts of clusters or namespaces that are not in the bundle.',
    ],
  },
  requires: ['sidecars', 'services', 'mesh'],
  uses: ['serviceEntries', 'virtualServices', 'namespaces', 'proxyConfigs'],
  messages: {
    unknown: 'Sidecar {namespace}/{name} imports {host}, which is no known service',
    incomplete: 'Sidecar {namespace}/{name} imports {host}, which Istio does not complete: write {meant}',
    otherNamespace: 'Sidecar {namespace}/{name} imports {host} from namespace {scope}, but it is one of {actual}',
  },
  identity: ['scope', 'host'],
  *run({ sidecars, virtualServices = [], ...registry }, { undecided }) {
    const { mesh } = registry;
    for (const { namespace, name, spec, source } of sidecars) {
      for (const { field, hosts } of spec.egress ?? []) {
        for (const [index, written] of hosts.entries()) {
          const { scope, host } = splitHost(written, namespace);
          if (scope === '~' || host.includes('*')) continue;
          const full = fullHost(host, namespace, mesh);
          const finding = {
            subject: { kind: 'Sidecar', namespace, name },
            evidence: [citeField(source, `${field}.hosts[${index}]`, written)],
          } as const;
          const args = { namespace, name, scope, host };
          const routed = namespacesRouting(full, virtualServices, mesh);
          const found = findHost(full, registry);
          if (found === undefined && routed.length === 0) {
            const unknown = unknownHost(full, registry);
            if (unknown === undefined) {
              if (mayBeElsewhere(full, mesh)) undecided(`the namespace of ${full} is not in the bundle`);
              continue;
            }
            const { meant } = unknown;
            if (meant !== undefined) yield { messageId: 'incomplete', args: { ...args, meant }, ...finding };
            else yield { messageId: 'unknown', args, aliases: ['KIA1004'], ...finding };
            continue;
          }
          const actual = [...new Set([...namespacesOf(found), ...routed])];
          if (scope === '*' || actual.includes(scope) || mesh.partial !== undefined) continue;
          yield { messageId: 'otherNamespace', args: { ...args, actual: actual.join(', ') }, ...finding };
        }
      }
    }
  },
});

function splitHost(written: string, own: string): { scope: string; host: string } {
  const slash = written.indexOf('/');
  if (slash < 0) return { scope: '*', host: written };
  const scope = written.slice(0, slash);
  return { scope: scope === '.' ? own : scope, host: written.slice(slash + 1) };
}

function namespacesOf(found?: { services: readonly Service[]; entries: readonly ServiceEntry[] }): readonly string[] {
  return found === undefined ? [] : [...found.services, ...found.entries].map(({ namespace }) => namespace);
}

/** Namespaces of VirtualServices for the host: a Sidecar imports those by host too. */
function namespacesRouting(
  host: string,
  virtualServices: readonly VirtualService[],
  mesh: MeshFacts,
): readonly string[] {
  return routedHosts(virtualServices).flatMap((routed) =>
    coversHost(fullHost(routed.host, routed.namespace, mesh), host) ? [routed.namespace] : [],
  );
}

const routedHosts = derivedOnce((virtualServices: readonly VirtualService[]) =>
  virtualServices.flatMap(({ namespace, spec }) => spec.hosts.map((host) => ({ host, namespace }))),
);
