import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { isMasked } from '../core/mask.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';
import { numberedLines } from './support/lines.js';

export interface ResolvConf {
  nameservers: string[];
  search: string[];
  ndots: number;
}

/**
 * resolv.conf(5): the last of `search` and `domain` wins, `#` and `;` start comments, ndots is 1 by default and 15 at most.
 * Replicated troubleshoot has the one of its test pod in `dns/debug.json`.
 */
export const resolvConf = defineTextParser({
  kind: 'resolv-conf',
  parse(content, { path }) {
    const text = content.startsWith('{') ? ofTestPod(content) : content;
    if (isMasked(text)) throw new Unusable('captured, but addresses are masked');
    const artifact: ResolvConf = { nameservers: [], search: [], ndots: 1 };
    const notes: Note[] = [];
    for (const line of numberedLines(text)) {
      const [word, ...rest] = line.text.trim().split(/\s+/);
      if (word === undefined || word === '' || word.startsWith('#') || word.startsWith(';')) continue;
      if (word === 'nameserver') artifact.nameservers.push(...rest.slice(0, 1));
      else if (word === 'search' || word === 'domain') artifact.search = rest;
      else if (word === 'options') artifact.ndots = ndotsOf(rest) ?? artifact.ndots;
      else if (word !== 'sortlist')
        notes.push({ code: 'unexpected-content', path, line: line.number, detail: `unknown directive ${word}` });
    }
    return { artifact, notes };
  },
});

function ofTestPod(json: string): string {
  const { data } = z.object({ podResolvConf: z.string().min(1) }).safeParse(parseJson(json));
  if (data === undefined) throw new Unusable('no resolv.conf of a pod in it');
  return data.podResolvConf;
}

function ndotsOf(options: readonly string[]): number | undefined {
  const value = options.findLast((option) => /^ndots:\d+$/.test(option));
  return value === undefined ? undefined : Math.min(Number(value.slice('ndots:'.length)), 15);
}
