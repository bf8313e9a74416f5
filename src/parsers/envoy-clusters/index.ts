import { Unusable } from '../../core/errors.js';
import { defineWindowParser } from '../parser.js';
import { isForeignLine, wholeFileError } from '../support/lines.js';
import { type ClustersReader, type EnvoyClusters, emptyClusters, maxHosts } from './artifact.js';
import { createJsonReader } from './json.js';
import { createTextReader } from './text.js';

export type { EnvoyClusters, UpstreamHost } from './artifact.js';

const headBytes = 4096;

/**
 * The admin page /clusters, as text or with `?format=json`, also as `istioctl proxy-config endpoints -o json` writes it:
 * hosts are counted, and those that are not well are kept.
 */
export const envoyClusters = defineWindowParser<'envoy-clusters', EnvoyClusters>({
  kind: 'envoy-clusters',
  open({ path }) {
    const artifact = emptyClusters();
    let reader: ClustersReader | undefined;
    return {
      window(bytes, length, last) {
        if (reader !== undefined) return reader.read(bytes, length, last);
        if (length < headBytes && !last) return 0;
        const head = bytes.toString('latin1', 0, Math.min(length, headBytes));
        const error = wholeFileError(head);
        if (error !== undefined) throw new Unusable(error);
        const start = startOfJson(head);
        if (start === undefined) reader = createTextReader(artifact);
        else reader = createJsonReader(artifact, start);
        return reader.read(bytes, length, last);
      },
      end() {
        if (artifact.clusters === 0) throw new Unusable('no clusters page of Envoy');
        const trouble = reader?.trouble() ?? [];
        if (Math.max(artifact.unhealthy.length, artifact.connectFailures.length) >= maxHosts)
          trouble.push(`at most ${maxHosts} hosts of a sort are kept`);
        return { artifact, notes: trouble.map((detail) => ({ code: 'unexpected-content', path, detail })) };
      },
    };
  },
});

/** Offset of the JSON behind lines that the tools print in front of it; nothing when the page is text. */
function startOfJson(head: string): number | undefined {
  let start = 0;
  for (const line of head.split('\n')) {
    const indent = line.search(/\S/);
    if (line[indent] === '{' || line[indent] === '[') return start + indent;
    if (indent >= 0 && !isForeignLine(line)) return undefined;
    start += line.length + 1;
  }
  return undefined;
}
