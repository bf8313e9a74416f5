import { z } from 'zod';
import { readInjectorSettings } from '../../support/injector-settings.js';
import { readMeshNetworks } from '../../support/mesh-networks.js';
import { readMeshSettings } from '../../support/mesh-settings.js';
import { parseYaml } from '../../support/yaml.js';
import { text } from './common.js';
import { defineKind, type Wanted } from './kind.js';

const dnsNames = new Set(['coredns', 'kube-dns']);
const dnsKeys = ['Corefile', 'stubDomains', 'upstreamNameservers'] as const;

/** The mesh's own ConfigMaps are `istio` and, with revisions, `istio-<revision>`; the cluster's DNS keeps its settings in one too. */
function wants(name: string): Wanted {
  if (dnsNames.has(name) || name === 'istio') return 'whole';
  if (!name.startsWith('istio-')) return 'nothing';
  return name === 'istio-ca-root-cert' ? 'header' : 'whole';
}

const data = z
  .object({
    mesh: text.exactOptional(),
    meshNetworks: text.exactOptional(),
    values: text.exactOptional(),
    Corefile: text.exactOptional(),
    stubDomains: text.exactOptional(),
    upstreamNameservers: text.exactOptional(),
  })
  .prefault({});

/** Settings of the mesh and of the cluster's DNS; the data of other ConfigMaps is the customer's. */
export const configMap = defineKind(
  'ConfigMap',
  [''],
  z.object({ metadata: z.object({ name: text }), data }).transform(({ metadata: { name }, data }) => {
    if (wants(name) !== 'whole') return {};
    if (dnsNames.has(name)) {
      const dns = new Map(dnsKeys.flatMap((key) => (data[key] === undefined ? [] : [[key, data[key]] as const])));
      return { dns };
    }
    if (name.startsWith('istio-sidecar-injector')) {
      const injector = data.values === undefined ? undefined : readInjectorSettings(parseYaml(data.values));
      return injector === undefined ? {} : { injector };
    }
    return {
      ...(data.mesh !== undefined && { mesh: readMeshSettings(parseYaml(data.mesh)) }),
      ...(data.meshNetworks !== undefined && { networks: readMeshNetworks(parseYaml(data.meshNetworks)) }),
    };
  }),
  { wants: ({ name }) => wants(name) },
);
