import { ZodError } from 'zod';
import { endOfValue, parseValue } from '../support/json-bytes.js';
import { jsonPointer } from '../support/json-pointer.js';
import type { Path, View, Visitor } from '../support/json-walker.js';
import type { Collector } from './collector.js';
import type { ElementReader } from './element-reader.js';
import { elementReaders } from './elements.js';
import { snakeCaseKeys } from './message.js';
import { distilNodeMetadata } from './node.js';
import { distilSecret, secretElement } from './secret.js';
import { arrayKind, type ResourceArray, type SecretArray, type WarmingArray } from './sections.js';

export interface DumpVisitor extends Visitor {
  /** The JSON has what every dump has. */
  isDump(): boolean;
}

/** Finds what is wanted at `configs/SECTION/ARRAY/INDEX` and `configs/SECTION/bootstrap/node/FIELD`. */
export function createDumpVisitor(collector: Collector, reader: ElementReader): DumpVisitor {
  let isDump = false;
  let array = '';

  function takeResource({ sort, dynamic }: ResourceArray, path: Path, view: View, start: number): number | undefined {
    const index = Number(path[3]);
    if (index === 0) array = jsonPointer(path.slice(0, 3));
    const place = { sort, dynamic, array, index, camelCase: isCamelCase(path) };
    const reading = reader.read(place, view, start);
    if (reading === undefined) return undefined;
    if ('element' in reading) collector.add(place, reading.element, reading.updated);
    else collector.drop(place, reading.reason);
    return reading.end;
  }

  function takeWhole(kind: WarmingArray | SecretArray | undefined, path: Path, value: unknown): void {
    const pointer = jsonPointer(path);
    try {
      if (kind === undefined) takeField(path.at(-1), value);
      else if (kind.holds === 'secrets') takeSecret(kind, isCamelCase(path) ? snakeCaseKeys(value) : value, pointer);
      else takeWarming(kind, isCamelCase(path) ? snakeCaseKeys(value) : value, pointer);
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      collector.note(pointer, 'unexpected shape');
    }
  }

  function takeField(field: string | number | undefined, value: unknown): void {
    if (field === '@type' && String(value).endsWith('.EndpointsConfigDump')) collector.endpointsSeen();
    else if (field === 'id' && typeof value === 'string') collector.node({ id: value });
    else if (field === 'metadata') collector.node(distilNodeMetadata(value));
  }

  function takeSecret({ state }: SecretArray, value: unknown, pointer: string): void {
    collector.secret(distilSecret(secretElement.parse(value), state, pointer));
  }

  function takeWarming({ sort }: WarmingArray, value: unknown, pointer: string): void {
    const { name, updated } = elementReaders[sort](value);
    collector.warming({ resource: sort, name, pointer, ...(updated !== undefined && { since: updated }) });
  }

  return {
    isDump: () => isDump,
    decide(path) {
      const [root, , key, place, field] = path;
      isDump ||= root === 'configs';
      switch (path.length) {
        case 0:
        case 2:
          return 'enter';
        case 1:
          return root === 'configs' ? 'enter' : 'pass';
        case 3:
          if (key === '@type') return 'take';
          return key === 'bootstrap' || arrayKind(String(key)) !== undefined ? 'enter' : 'pass';
        case 4:
          if (typeof place === 'number') return 'take';
          return place === 'node' ? 'enter' : 'pass';
        default:
          return field === 'id' || field === 'metadata' ? 'take' : 'pass';
      }
    },
    take(path, view, start) {
      const kind = path.length === 4 ? arrayKind(String(path[2])) : undefined;
      if (kind?.holds === 'resources') return takeResource(kind, path, view, start);
      const end = endOfValue(view.bytes, start, view.length);
      if (end !== undefined) takeWhole(kind, path, parseValue(view.bytes, start, end));
      return end;
    },
  };
}

/** Dumps that were put together by hand have arrays of either spelling, so each array's own name tells. */
function isCamelCase(path: Path): boolean {
  return /[A-Z]/.test(String(path[2]));
}
