import { citeField } from '../../core/evidence.js';
import { defineCheck } from '../check.js';

/** Registries that every istiod has, beside the clusters of its remote secrets. */
const ownRegistries: readonly string[] = ['Kubernetes', 'External', 'Mock'];

export const controlPlaneMeshNetworks = defineCheck({
  meta: {
    id: 'control-plane/mesh-networks',
    title: 'Mesh networks name clusters that istiod knows',
    severity: 'error',
    basis: 'declared',
    why: 'Endpoints of a cluster whose name istiod does not know are in no network: requests go to their addresses directly instead of to the east-west gateway.',
    fix: [
      {
        text: 'Use the name of the cluster as in its remote secret.',
        command: 'kubectl get secrets -n istio-system -l istio/multiCluster=true',
        doc: 'https://istio.io/latest/docs/setup/install/multicluster/',
      },
    ],
    aliases: ['IST0126'],
    decides:
      'Compares each fromRegistry with Kubernetes, External, Mock and the keys of Secrets labelled istio/multiCluster=true.',
    falsePositives: ['The name of the own cluster is only known when a remote secret names it too.'],
  },
  requires: ['meshNetworks', 'mesh'],
  uses: ['secrets'],
  messages: {
    unknown: 'Network {network} of the mesh takes endpoints from registry {registry}, which istiod does not know',
  },
  identity: ['network', 'registry'],
  *run({ meshNetworks, mesh, secrets }, { undecided }) {
    const remote = (secrets ?? []).filter(({ labels }) => labels.get('istio/multiCluster') === 'true');
    const known = new Set([...ownRegistries, ...remote.flatMap(({ keys }) => keys)]);
    for (const { name: network, endpoints } of meshNetworks.networks) {
      for (const { field, fromRegistry: registry } of endpoints) {
        if (registry === undefined || known.has(registry)) continue;
        if (secrets === undefined && !mesh.isManifests) {
          undecided(`the bundle has no Secrets, whose keys name the remote clusters: ${registry} may be one`);
          continue;
        }
        yield {
          messageId: 'unknown',
          args: { network, registry },
          subject: { kind: 'MeshNetworks', namespace: 'istio-system', name: 'meshnetworks' },
          evidence: [citeField(meshNetworks.source, `${field}.fromRegistry`, registry)],
        };
      }
    }
  },
});
