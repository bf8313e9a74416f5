import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Sidecar, VirtualService } from '../../model/facets.js';
import { destinationsOf } from '../../model/lookup/destinations.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { hostsOverlap, isInEgressScope, sidecarFor } from '../../model/lookup/sidecar-scope.js';
import { defineCheck } from '../check.js';

const noLabels: ReadonlyMap<string, string> = new Map();

export const configurationSidecarScope = defineCheck({
  meta: {
    id: 'configuration/sidecar-scope',
    title: 'Sidecars import the routes of their own namespace',
    severity: 'warning',
    basis: 'declared',
    why: 'A proxy knows only what the egress hosts of its Sidecar cover. A VirtualService outside of them does not exist for it, and before Istio 1.5 neither does a destination.',
    fix: [
      {
        text: 'Add the host to the egress hosts of the Sidecar, for example ./* for the own namespace.',
        command: 'kubectl get sidecar -n {sidecarNamespace} {sidecar} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener',
      },
    ],
    decides:
      'Takes the Sidecar in force for the namespace of the VirtualService, the one of the root namespace included, and compares its egress hosts with hosts and destinations.',
    falsePositives: [
      'Only information where the VirtualService is for clients in other namespaces.',
      'Silent about Sidecars with a selector, about VirtualServices for gateways, and about destinations from Istio 1.5 on, where an imported VirtualService brings them along.',
    ],
  },
  requires: ['virtualServices', 'sidecars', 'meshConfig', 'mesh'],
  uses: ['services', 'serviceEntries'],
  messages: {
    notImported:
      'VirtualService {namespace}/{name} has no effect in its own namespace: Sidecar {sidecarNamespace}/{sidecar} imports none of its hosts',
    destination:
      'VirtualService {namespace}/{name} routes to {host}, which Sidecar {sidecarNamespace}/{sidecar} hides from proxies of the namespace',
  },
  identity: ['host'],
  *run({ virtualServices, sidecars, meshConfig, mesh, services = [], ...entries }) {
    const bringsDestinations = (oldestMinor(mesh) ?? 99) >= 5;
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      const sidecar = sidecarFor({ namespace, labels: noLabels }, sidecars, meshConfig.rootNamespace);
      if (sidecar === undefined || !spec.gateways.includes('mesh') || spec.hosts.length === 0) continue;
      if (spec.exportTo.length > 0 && !spec.exportTo.some((to) => to === '.' || to === '*' || to === namespace))
        continue;
      const about = { namespace, name, sidecarNamespace: sidecar.namespace, sidecar: sidecar.name };
      const subject = { kind: 'VirtualService', namespace, name };
      const hosts = spec.hosts.map((host) => fullHost(host, namespace, mesh));
      if (!hosts.some((host) => isImported(sidecar, virtualService, host))) {
        yield {
          messageId: 'notImported',
          args: about,
          subject,
          // Others may see it, whose Sidecars are theirs.
          severity: spec.exportTo.length > 0 && !spec.exportTo.includes('*') ? 'warning' : 'info',
          evidence: [
            citeField(source, 'spec.hosts', spec.hosts.join(', ')),
            citeField(sidecar.source, 'spec.egress', sidecar.spec.egressHosts.join(', ')),
          ],
        };
        continue;
      }
      if (bringsDestinations) continue;
      const hidden = destinationsOf(virtualService).flatMap((to) => {
        const host = fullHost(to.host, namespace, mesh);
        const found = findHost(host, { services, mesh, ...entries });
        const owners = found === undefined ? [] : [...found.services, ...found.entries];
        const isHidden =
          owners.length > 0 &&
          !owners.some((owner) => isInEgressScope(sidecar, namespace, { host, namespace: owner.namespace }));
        return isHidden ? [{ host, field: to.field }] : [];
      });
      for (const host of new Set(hidden.map((to) => to.host))) {
        const same = hidden.filter((to) => to.host === host);
        if (!isNonEmpty(same)) continue;
        yield {
          messageId: 'destination',
          args: { ...about, host },
          subject,
          evidence: [
            ...mapNonEmpty(same, ({ field }) => citeField(source, `${field}.host`, host)),
            citeField(sidecar.source, 'spec.egress', sidecar.spec.egressHosts.join(', ')),
          ],
        };
      }
    }
  },
});

/** A Sidecar without egress listeners imports all; wildcards on either side may meet. */
function isImported({ spec }: Sidecar, virtualService: VirtualService, host: string): boolean {
  if (spec.egressHosts.length === 0) return true;
  return spec.egressHosts.some((written) => {
    const slash = written.indexOf('/');
    const scope = slash < 0 ? '*' : written.slice(0, slash);
    const isInScope = scope === '*' || scope === '.' || scope === virtualService.namespace;
    return isInScope && hostsOverlap(written.slice(slash + 1), host);
  });
}
