import { stat } from 'node:fs/promises';
import type { Bundle } from './bundle/bundle.js';
import { headOf, listFiles } from './bundle/directory.js';
import { joinSources } from './bundle/join.js';
import type { Limits } from './bundle/limits.js';
import { openBundle } from './bundle/open.js';
import { sniff } from './bundle/sniff.js';
import { BundleError } from './core/errors.js';
import { createClaims } from './ingest/claims.js';
import { recognise } from './ingest/recognise.js';
import { layouts } from './layouts/index.js';

/**
 * Opens what was given together: bundles, one of each cluster of a mesh, or files and folders that are one bundle between
 * them, such as manifests. A folder is a bundle when the names in it have the markers of a layout. Throws `BundleError`
 * for what is missing, and for bundles among loose files.
 */
export async function openBundles(
  sources: readonly [string, ...string[]],
  limits: Partial<Limits> = {},
): Promise<readonly Bundle[]> {
  const [first, ...others] = sources;
  if (others.length === 0) return [await openBundle(first, limits)];
  const given = await Promise.all(sources.map(async (source) => ({ source, isBundle: await isBundle(source) })));
  const loose = given.find((one) => !one.isBundle);
  const bundle = given.find((one) => one.isBundle);
  if (bundle === undefined) return [await joinSources(sources, limits)];
  if (loose !== undefined)
    throw new BundleError(
      'unsupported-format',
      `${bundle.source} is a bundle and ${loose.source} is not: give bundles of several clusters, or files of one mesh, not both.`,
    );
  return Promise.all(sources.map((source) => openBundle(source, limits)));
}

async function isBundle(source: string): Promise<boolean> {
  const info = await stat(source).catch(() => undefined);
  if (info?.isDirectory()) return hasLayout((await listFiles(source)).map(({ path }) => path));
  if (!info?.isFile()) return false;
  const format = sniff(await headOf(source));
  return format === 'tar' || format === 'gzip' || format === 'zip';
}

function hasLayout(paths: readonly string[]): boolean {
  const { claimsOf } = createClaims(layouts);
  return recognise(paths.map(claimsOf)).length > 0;
}
