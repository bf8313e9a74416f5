import { Damaged, Unusable } from '../../core/errors.js';
import { defineWindowParser, type WindowParser, type WindowSink } from '../parser.js';
import { startOfJson } from '../support/json-preface.js';
import { createJsonWalker } from '../support/json-walker.js';
import type { EnvoyConfigDump } from './artifact.js';
import { createCollector } from './collector.js';
import { createDumpVisitor } from './dump-visitor.js';
import { createElementPool } from './element-pool.js';
import { createPlainReader, createRememberingReader, type ElementReader } from './element-reader.js';

export type * from './artifact.js';

interface ConfigDumpOptions {
  /** Parses every element even if an equal one was parsed before. */
  forgetful?: boolean;
  /** The artifact holds the whole configuration, for those who walk calls through it. */
  keepsText?: boolean;
}

/**
 * Envoy's admin page /config_dump: the map form of Istio 1.0, v2alpha and v3 lists, in snake_case (Envoy) or camelCase
 * (istioctl), in any indentation. Sections may come in any order, be missing or repeat. A dump that was cut off counts up
 * to its last complete element.
 *
 * All dumps that one parser reads share the elements that they have in common; the cache behind that is bounded and
 * changes no result.
 */
export function createEnvoyConfigDumpParser(
  options: ConfigDumpOptions = {},
): WindowParser<'envoy-config-dump', EnvoyConfigDump> {
  const pool = createElementPool();
  return defineWindowParser({
    kind: 'envoy-config-dump',
    open: ({ path }) =>
      openDump(path, options.forgetful ? createPlainReader(options) : createRememberingReader(pool, options)),
  });
}

export const envoyConfigDump = createEnvoyConfigDumpParser();

function openDump(entry: string, reader: ElementReader): WindowSink<EnvoyConfigDump> {
  const collector = createCollector(entry);
  const visitor = createDumpVisitor(collector, reader);
  const walker = createJsonWalker(visitor);
  let started = false;

  return {
    window(bytes, length, last) {
      const view = { bytes, length, last };
      const start = started ? 0 : startOfJson(view);
      if (start === undefined) return 0;
      if (!started) collector.preface(bytes.toString('utf8', 0, start));
      started = true;
      return walker.advance(view, start);
    },
    end() {
      const cut = walker.state() !== 'closed';
      if (!visitor.isDump())
        throw cut
          ? new Damaged('cut off before any configuration')
          : new Unusable('no "configs", so not a dump of Envoy');
      if (cut) collector.cutOff();
      return collector.result();
    },
  };
}
