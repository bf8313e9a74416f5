import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';

/** The file `version` of a must-gather image. */
export interface GatherVersion {
  /** `openshift/must-gather`, `openshift-service-mesh/must-gather` … */
  collector: string;
  version?: string;
}

const plainName = /^[\w./:@+-]{2,200}$/;

export const gatherVersion = defineTextParser<'gather-version', GatherVersion>({
  kind: 'gather-version',
  parse(text) {
    const [collector = '', version = ''] = text
      .split('\n', 20)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (!plainName.test(collector)) throw new Unusable('no name of a collector');
    return { artifact: { collector, ...(plainName.test(version) && { version }) } };
  },
});
