import { Unusable } from '../../core/errors.js';
import { defineWindowParser } from '../parser.js';
import { wholeFileError } from '../support/lines.js';
import { type EnvoyClusters, emptyClusters } from './artifact.js';
import { createJsonReader } from './json.js';
import { createTextReader } from './text.js';

export type { EnvoyClusters, UpstreamHost } from './artifact.js';

const headBytes = 4096;

/** The admin page /clusters, as text or with `?format=json`: hosts are counted, and those that are not well are kept. */
export const envoyClusters = defineWindowParser<'envoy-clusters', EnvoyClusters>({
  kind: 'envoy-clusters',
  open() {
    const artifact = emptyClusters();
    let reader: ((bytes: Buffer, length: number, last: boolean) => number) | undefined;
    return {
      window(bytes, length, last) {
        if (reader === undefined) {
          if (length < headBytes && !last) return 0;
          const head = bytes.toString('latin1', 0, Math.min(length, headBytes));
          const error = wholeFileError(head);
          if (error !== undefined) throw new Unusable(error);
          reader = head.trimStart().startsWith('{') ? createJsonReader(artifact) : createTextReader(artifact);
        }
        return reader(bytes, length, last);
      },
      end() {
        if (artifact.clusters === 0) throw new Unusable('no clusters page of Envoy');
        return { artifact };
      },
    };
  },
});
