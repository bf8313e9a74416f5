import { CORE_SCHEMA, load } from 'js-yaml';
import { Damaged } from '../../core/errors.js';
import { maxJsonDepth } from './json.js';
import type { Projection } from './projection.js';
import { outsideSubset, parseBlockYaml } from './yaml-block.js';

/**
 * Parses one YAML document from a stranger by the core schema: no aliases, no merge keys, no custom tags, duplicate keys
 * refused, at most 150 levels. What kubectl prints takes a fast path, which may leave out what is not wanted; anything else
 * goes through js-yaml, whole. Throws `Unusable`.
 */
export function parseYaml(text: string, wanted: Projection = 'all'): unknown {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  try {
    if (!lines.includes('\r')) return parseBlockYaml(lines, { maxDepth: maxJsonDepth, wanted });
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
