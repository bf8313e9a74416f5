import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';
import { type MeshSettings, readMeshSettings } from './support/mesh-settings.js';

/** istiod's page /debug/mesh: the mesh configuration in force, as JSON (Istio 1.9 and later). It always states some setting. */
export const meshConfig = defineTextParser<'mesh-config', MeshSettings>({
  kind: 'mesh-config',
  parse(text) {
    const { trustDomainAliases, ...settings } = readMeshSettings(parseJson(text));
    if (trustDomainAliases.length === 0 && Object.keys(settings).length === 0)
      throw new Unusable('no mesh configuration');
    return { artifact: { trustDomainAliases, ...settings } };
  },
});
