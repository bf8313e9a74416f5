import { Unusable, UsageError } from '../core/errors.js';
import type { ArtifactKind, Artifacts, Stored } from '../model/build/context.js';
import type { ArtifactMap } from '../parsers/index.js';
import { readMeshNetworks } from '../parsers/support/mesh-networks.js';
import { readMeshSettings } from '../parsers/support/mesh-settings.js';
import { parseYaml } from '../parsers/support/yaml.js';

/** A file with its name, and its text: YAML or JSON. */
export interface MeshFile {
  path: string;
  text: string;
}

export interface MeshFiles {
  /** A MeshConfig, as in the key `mesh` of ConfigMap istio. */
  meshConfig?: MeshFile;
  /** MeshNetworks, as in the key `meshNetworks`. */
  meshNetworks?: MeshFile;
}

/** Puts what the files say in front of what a bundle says. Throws `UsageError` for one that is not what it should be. */
export function withMeshFiles(artifacts: Artifacts, { meshConfig, meshNetworks }: MeshFiles): Artifacts {
  const given = new Map<ArtifactKind, Stored<unknown>>();
  if (meshConfig !== undefined) given.set('mesh-config', stored('mesh-config', meshConfig, readMeshSettings));
  if (meshNetworks !== undefined) given.set('mesh-networks', stored('mesh-networks', meshNetworks, readMeshNetworks));
  if (given.size === 0) return artifacts;
  return {
    ...artifacts,
    of<K extends ArtifactKind>(kind: K) {
      const file = given.get(kind) as Stored<ArtifactMap[K]> | undefined;
      return file === undefined ? artifacts.of(kind) : [file, ...artifacts.of(kind)];
    },
  };
}

function stored<A>(kind: ArtifactKind, { path, text }: MeshFile, read: (value: unknown) => A): Stored<A> {
  try {
    const value = parseYaml(text);
    if (typeof value !== 'object' || Array.isArray(value)) throw new Unusable('not a mapping');
    return { path, tag: { kind }, value: read(value) };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    throw new UsageError(`${path} cannot be read as ${kind}: ${error.message.split('\n', 1)[0]}.`);
  }
}
