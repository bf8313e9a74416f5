import type { Tag } from '../parsers/parser.js';

/** What a loose file is, from its first bytes; nothing when it looks like nothing we know. */
export function classify(head: string, _path: string): Tag | undefined {
  if (/^\s*\{\s*"configs"\s*:/.test(head)) return { kind: 'envoy-config-dump' };
  if (/^(---\s*\n)?(#.*\n|\s)*(apiVersion|kind)\s*:/m.test(head)) return { kind: 'kubernetes-objects' };
  return undefined;
}
