import { defineTextParser } from './parser.js';
import { type NetworkSettings, readMeshNetworks } from './support/mesh-networks.js';
import { parseYaml } from './support/yaml.js';

/** A file of mesh networks, as the flag --mesh-networks takes it; bundles have them in a ConfigMap. */
export const meshNetworks = defineTextParser<'mesh-networks', readonly NetworkSettings[]>({
  kind: 'mesh-networks',
  parse: (text) => ({ artifact: readMeshNetworks(parseYaml(text)) }),
});
