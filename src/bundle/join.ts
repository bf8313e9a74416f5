import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { BundleError } from '../core/errors.js';
import type { Bundle } from './bundle.js';
import { headOf, listFiles, readFiles } from './directory.js';
import { defaultLimits, type Limits } from './limits.js';
import { sniff } from './sniff.js';

/**
 * Opens several files and directories as one bundle, as `istioctl analyze FILE... DIR` takes manifests. Paths of entries
 * begin in the folder that all have in common. Throws `BundleError` for what is missing, and for archives.
 */
export async function joinSources(sources: readonly string[], limits: Partial<Limits> = {}): Promise<Bundle> {
  const roots = [...new Set(sources.map((source) => resolve(source)))];
  const files = new Set<string>();
  for (const source of sources) for (const file of await filesOf(source)) files.add(file);
  const base = commonFolder(roots);
  const entries = [...files].map((file) => ({ file, path: relative(base, file).split(sep).join('/') }));
  return {
    name: 'manifests',
    joined: true,
    read: (visit, signal) =>
      readFiles({ label: sources.join(' '), files: entries, limits: { ...defaultLimits, ...limits } }, visit, signal),
  };
}

async function filesOf(source: string): Promise<string[]> {
  const info = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new BundleError('not-found', `${source}: no such file or directory.`);
    throw new BundleError('not-readable', `${source} cannot be read: ${error.message}.`);
  });
  if (info.isDirectory()) return (await listFiles(resolve(source))).map(({ file }) => file);
  if (!info.isFile()) throw new BundleError('not-an-archive', `${source} is neither a file nor a directory.`);
  const format = sniff(await headOf(source));
  if (format === 'tar' || format === 'gzip' || format === 'zip')
    throw new BundleError(
      'unsupported-format',
      `${source} is an archive: several inputs are read as one mesh only where they are files and directories, so analyse it on its own.`,
    );
  return [resolve(source)];
}

function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => dirname(path).split(sep));
  const [first = [], ...others] = folders;
  const end = first.findIndex((segment, index) => others.some((other) => other[index] !== segment));
  return (end < 0 ? first : first.slice(0, end)).join(sep) || sep;
}
