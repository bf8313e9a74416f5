import { readFile } from 'node:fs/promises';
import { UsageError } from '../core/errors.js';
import type { MeshFile, MeshFiles } from '../ingest/mesh-files.js';

/** Reads the files that the flags name. Throws `UsageError` when one cannot be read. */
export async function readMeshFiles(flags: { meshConfig?: string; meshNetworks?: string }): Promise<MeshFiles> {
  return {
    ...(flags.meshConfig !== undefined && { meshConfig: await read(flags.meshConfig) }),
    ...(flags.meshNetworks !== undefined && { meshNetworks: await read(flags.meshNetworks) }),
  };
}

async function read(path: string): Promise<MeshFile> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  }
}
