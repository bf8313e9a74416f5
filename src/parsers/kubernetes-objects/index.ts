import { Damaged, Unusable } from '../../core/errors.js';
import { defineWindowParser } from '../parser.js';
import { curlMeterLength } from '../support/curl-meter.js';
import { isForeignLine, wholeFileError } from '../support/lines.js';
import { StringPool } from '../support/string-pool.js';
import { createYamlParser } from '../support/yaml.js';
import { Collector, type Format } from './collector.js';
import { JsonItems } from './json-items.js';
import { YamlItems } from './yaml-items.js';

export type { Metadata } from './kinds/common.js';
export type { Distilled, ObjectKind } from './kinds/index.js';
export type { KubernetesObject, KubernetesObjects } from './object.js';

/** As much as it takes to see what kind of text the entry is. */
const headBytes = 8192;

/**
 * `kubectl get -o json` or `-o yaml` of any kinds, `kubectl get --raw` lists, single objects, and files of several
 * documents. One item at a time is cut out of the window, parsed and distilled; kinds that are not read are counted.
 */
export const kubernetesObjects = defineWindowParser({
  kind: 'kubernetes-objects',
  open(at) {
    let reading: { slicer: JsonItems | YamlItems | undefined; collector: Collector } | undefined;
    return {
      window(bytes, length, last) {
        if (reading !== undefined) return reading.slicer?.push(bytes, length, last) ?? length;
        if (length < headBytes && !last) return 0;
        const { offset, line, format } = beginning(bytes.toString('latin1', 0, Math.min(length, headBytes)), at.line);
        const collector = new Collector(
          at,
          format === 'json' ? jsonFormat() : { name: 'yaml', parse: createYamlParser() },
        );
        if (format === 'none') collector.listEnd({});
        const slicer =
          format === 'none' ? undefined : new { json: JsonItems, yaml: YamlItems }[format](collector, line);
        reading = { slicer, collector };
        const rest = bytes.subarray(offset, length);
        return offset + (slicer?.push(rest, rest.length, last) ?? rest.length);
      },
      end() {
        if (reading === undefined) throw new Unusable('the file is empty');
        return reading.collector.finish();
      },
    };
  },
});

function jsonFormat(): Format {
  return {
    name: 'json',
    parse(text) {
      try {
        return JSON.parse(text);
      } catch {
        throw new Damaged('damaged JSON');
      }
    },
    strings: new StringPool(),
  };
}

const yamlLine = /^(?:---|#|(?:- )?["']?[A-Za-z][\w./-]{0,100}["']?:(?: |\r?$))/;

/** Where the data begins (in bytes, and as a line number) behind what kubectl printed in front of it, and its format. */
function beginning(head: string, firstLine = 1): { offset: number; line: number; format: 'json' | 'yaml' | 'none' } {
  const error = wholeFileError(head);
  if (error !== undefined) throw new Unusable(error);
  let offset = head.startsWith('\xef\xbb\xbf') ? 3 : 0;
  for (let line = firstLine; offset < head.length; line++) {
    const end = head.indexOf('\n', offset);
    // Updates of curl's progress meter stand behind one another on a line, and the data behind them.
    offset = behindMeter(head, offset, end);
    const text = end < 0 ? head.slice(offset) : head.slice(offset, end);
    const first = text.trimStart();
    if (first.startsWith('{') || first.startsWith('[')) return { offset, line, format: 'json' };
    if (first.startsWith('No resources found')) return { offset: head.length, line, format: 'none' };
    if (yamlLine.test(text)) return { offset, line, format: 'yaml' };
    if (first !== '' && !isForeignLine(text)) break;
    offset = end < 0 ? head.length : end + 1;
  }
  throw new Unusable(head.trim() === '' ? 'the file is empty' : 'neither JSON nor YAML of API objects');
}

function behindMeter(head: string, start: number, end: number): number {
  let at = start;
  for (;;) {
    const text = head.startsWith('\r', at) ? at + 1 : at;
    const length = curlMeterLength(head.slice(text, text + 100));
    if (length === 0 || (end >= 0 && text + length > end)) return at;
    at = text + length;
  }
}
