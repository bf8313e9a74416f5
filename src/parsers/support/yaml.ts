import { CORE_SCHEMA, load } from 'js-yaml';
import { Damaged } from '../../core/errors.js';
import { maxJsonDepth } from './json.js';
import { outsideSubset, parseBlockYaml } from './yaml-block.js';

const nothing: ReadonlySet<string> = new Set();

/**
 * Parses one YAML document from a stranger by the core schema: no aliases, no merge keys, no custom tags, duplicate keys
 * refused, at most 150 levels. What kubectl prints takes a fast path, which leaves out the blocks under the keys of `skip`
 * and puts an empty object in their place; anything else goes through js-yaml, whole. Throws `Unusable`.
 */
export function parseYaml(text: string, skip: ReadonlySet<string> = nothing): unknown {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  try {
    if (!lines.includes('\r')) return parseBlockYaml(lines, { maxDepth: maxJsonDepth, skip });
  } catch (error) {
    if (error !== outsideSubset) throw error;
  }
  try {
    return load(lines, { schema: CORE_SCHEMA, maxAliases: 0, maxDepth: maxJsonDepth });
  } catch (error) {
    throw new Damaged(
      `not YAML: ${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'unknown error'}`,
    );
  }
}
