import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';
import { type MeshSettings, readMeshSettings } from './support/mesh-settings.js';

/** istiod's page /debug/mesh: the mesh configuration in force, as JSON (Istio 1.9 and later). */
export const meshConfig = defineTextParser<'mesh-config', MeshSettings>({
  kind: 'mesh-config',
  parse: (text) => ({ artifact: readMeshSettings(parseJson(text)) }),
});
