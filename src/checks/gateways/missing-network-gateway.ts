import { citeField } from '../../core/evidence.js';
import { isBefore } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

/** Without a gateway Istio takes the endpoints of another network to be reachable by their own addresses. */
export const gatewaysMissingNetworkGateway = defineCheck({
  meta: {
    id: 'gateways/missing-network-gateway',
    title: 'Every network of the mesh has a gateway',
    severity: 'warning',
    basis: 'observed',
    why: 'Proxies reach another network through its gateway. Where the control plane knows none, they connect to addresses of pods, which networks that are told apart do not route.',
    fix: [
      {
        text: 'Install an east-west gateway in the network, label its Service with topology.istio.io/network={network}, and see that it gets an address.',
        command: 'kubectl get services --all-namespaces -l topology.istio.io/network={network}',
        doc: 'https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/',
      },
    ],
  },
  requires: ['networks'],
  messages: {
    none: 'Network {network} has {endpoints} endpoints and no gateway that the control plane knows: proxies of other networks connect to its pods directly',
  },
  identity: ['network'],
  era: (mesh) => (isBefore(10, mesh) ? 'debug/networkz came with Istio 1.10' : true),
  *run({ networks }, { undecided }) {
    if (networks.some(({ endpoints }) => endpoints === undefined))
      undecided('the bundle does not tell in which networks there are endpoints (debug/endpointShardz)');
    const inUse = networks.filter(({ endpoints = 0 }) => endpoints > 0);
    if (inUse.length < 2) return;
    for (const { name, gateways, endpoints = 0, source } of inUse) {
      if (gateways.length > 0) continue;
      yield {
        messageId: 'none',
        args: { network: name, endpoints },
        subject: { kind: 'Mesh', name: `network ${name}` },
        evidence: [citeField(source, 'Network', `${name} (${endpoints} endpoints)`)],
      };
    }
  },
});
