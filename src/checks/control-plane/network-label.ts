import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { isBefore } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

const networkLabel = 'topology.istio.io/network';

export const controlPlaneNetworkLabel = defineCheck({
  meta: {
    id: 'control-plane/network-label',
    title: 'The namespace of the control plane says in which network the cluster is',
    severity: 'warning',
    basis: 'declared',
    why: 'istiod takes the network of a cluster from the label of this namespace. Without it pods that say no network of their own are in none: proxies of other networks connect to their addresses directly instead of to the east-west gateway.',
    fix: [
      {
        text: 'Label the namespace with the network of the cluster.',
        command: 'kubectl label namespace {namespace} topology.istio.io/network={network}',
        doc: 'https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/',
      },
    ],
    decides:
      'A Service of the cluster is the gateway of a network (label topology.istio.io/network), and the namespace of the control plane has no such label, or names a network that no Service of the cluster is the gateway of.',
    falsePositives: [
      'Silent where mesh networks are declared: they give endpoints their network by registry or address.',
      'A cluster may hold the gateway of another network on purpose.',
    ],
  },
  requires: ['namespaces', 'serviceSpecs', 'mesh'],
  uses: ['meshNetworks'],
  messages: {
    missing:
      'Namespace {namespace} of the control plane does not say in which network its cluster is, which has the gateway of network {network}',
    differs:
      'Namespace {namespace} of the control plane names network {named}, but the gateways of its cluster are of {network}',
  },
  era: (mesh) => (isBefore(8, mesh) ? 'istiod reads the label since Istio 1.8' : true),
  *run({ namespaces, serviceSpecs, mesh, meshNetworks }) {
    if (meshNetworks !== undefined && meshNetworks.networks.length > 0) return;
    const gateways = serviceSpecs.filter(({ labels }) => labels.get(networkLabel));
    if (!isNonEmpty(gateways)) return;
    const networks = [...new Set(gateways.map(({ labels }) => labels.get(networkLabel) ?? ''))].sort();
    for (const { name: namespace, labels, source } of namespaces) {
      const named = labels.get(networkLabel) ?? '';
      if (!mesh.istioNamespaces.includes(namespace) || networks.includes(named)) continue;
      yield {
        messageId: named === '' ? 'missing' : 'differs',
        args: { namespace, named, network: networks.join(', ') },
        subject: { kind: 'Namespace', name: namespace },
        evidence: [
          citeField(source, 'metadata.labels', named === '' ? `no ${networkLabel}` : `${networkLabel}: ${named}`),
          ...mapNonEmpty(gateways, (gateway) =>
            citeField(
              gateway.source,
              `metadata.labels["${networkLabel}"]`,
              `${gateway.labels.get(networkLabel)} (service ${gateway.namespace}/${gateway.name})`,
            ),
          ),
        ],
      };
    }
  },
});
