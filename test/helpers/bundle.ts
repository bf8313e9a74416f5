import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ReadSummary } from '../../src/bundle/bundle.js';
import { openBundle } from '../../src/bundle/open.js';

export type Tree = Record<string, string | Uint8Array>;

/** An empty directory that goes away with the test. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'meshtriage-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes files below a directory of the test. */
export function directoryOf(tree: Tree): string {
  const root = scratch();
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Packs a tree with the tar of this machine; entries come in the order of the tree. */
export function tarball(tree: Tree, options: { gzip?: boolean; flags?: readonly string[] } = {}): string {
  const root = directoryOf(tree);
  const file = join(scratch(), options.gzip === false ? 'bundle.tar' : 'bundle.tgz');
  execFileSync('tar', [
    options.gzip === false ? '-cf' : '-czf',
    file,
    '--no-unquote',
    ...(options.flags ?? []),
    '-C',
    root,
    '--',
    ...Object.keys(tree),
  ]);
  return file;
}

export const hasZip = spawnSync('zip', ['-v']).error === undefined;

/** Packs a folder with the zip of this machine, links as links. */
export function zipFolder(folder: string): string {
  const file = join(scratch(), 'bundle.zip');
  execFileSync('zip', ['-qry', file, '.'], { cwd: folder });
  return file;
}

/** Reads a bundle whole: what a visitor saw, and the summary. */
export async function readAll(
  source: string | AsyncIterable<Uint8Array>,
): Promise<{ entries: Record<string, string>; cut: string[]; summary: ReadSummary }> {
  const entries: Record<string, string> = {};
  const cut: string[] = [];
  const bundle = await openBundle(source);
  const summary = await bundle.read((path) => {
    const chunks: Buffer[] = [];
    return {
      write: (chunk) => chunks.push(Buffer.from(chunk)),
      end: (complete) => {
        entries[path] = Buffer.concat(chunks).toString();
        if (!complete) cut.push(path);
      },
    };
  });
  return { entries, cut, summary };
}

/** A copy of a file with its bytes changed. */
export function altered(file: string, change: (bytes: Buffer) => Buffer): string {
  const copy = join(scratch(), 'altered');
  writeFileSync(copy, change(readFileSync(file)));
  return copy;
}
