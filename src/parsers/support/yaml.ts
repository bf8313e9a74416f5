import { CORE_SCHEMA, load } from 'js-yaml';
import { Damaged } from '../../core/errors.js';
import { maxJsonDepth } from './json.js';
import { KeyCache } from './key-cache.js';
import type { Projection } from './projection.js';
import { StringPool } from './string-pool.js';
import { outsideSubset, parseBlockYaml } from './yaml-block.js';

/**
 * Makes a function that parses one YAML document from a stranger by the core schema: no aliases, no merge keys, no custom
 * tags, duplicate keys refused, at most 150 levels. What kubectl prints takes a fast path, which may leave out what is not
 * wanted; anything else goes through js-yaml, whole. Strings of the result do not keep the text alive, and equal ones of
 * many documents are shared. The function throws `Damaged`.
 */
export function createYamlParser(): (text: string, wanted?: Projection) => unknown {
  const strings = { keys: new KeyCache(), values: new StringPool() };
  return (text, wanted = 'all') => {
    const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
    try {
      if (!lines.includes('\r')) return parseBlockYaml(lines, { maxDepth: maxJsonDepth, strings, wanted });
    } catch (error) {
      if (error !== outsideSubset) throw error;
    }
    try {
      const parsed = load(lines, { schema: CORE_SCHEMA, maxAliases: 0, maxDepth: maxJsonDepth });
      return strings.values.share(withAddresses(parsed));
    } catch (error) {
      throw new Damaged(
        `not YAML: ${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'unknown error'}`,
      );
    }
  };
}

/**
 * In `[fd00::]` YAML 1.2 sees a mapping, `fd00:` to nothing; the parser of Kubernetes (YAML 1.1) sees the address that is
 * meant. Changes lists in `value` itself.
 */
function withAddresses(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) withAddresses(member);
  if (!Array.isArray(value)) return value;
  for (const [index, element] of value.entries()) value[index] = addressIn(element) ?? element;
  return value;
}

function addressIn(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return undefined;
  const [[key, member] = ['', undefined], ...others] = Object.entries(element);
  return key.endsWith(':') && member === null && others.length === 0 ? `${key}:` : undefined;
}

/** Parses a single document; see `createYamlParser`. */
export function parseYaml(text: string): unknown {
  return createYamlParser()(text);
}
