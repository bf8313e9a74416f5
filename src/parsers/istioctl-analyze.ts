import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { jsonArray } from './support/json-array.js';
import { numberedLines } from './support/lines.js';
import { parseYaml } from './support/yaml.js';

/** What `istioctl analyze` found when the bundle was taken. */
export interface IstioctlAnalyze {
  messages: AnalyzeMessage[];
}

export interface AnalyzeMessage {
  /** `IST0101`. */
  code: string;
  level: 'Info' | 'Warning' | 'Error';
  /** `VirtualService httpbin.default`, as printed; absent where istioctl names none. */
  origin?: string;
  message: string;
  line?: number;
}

const level = z.enum(['Info', 'Warn', 'Warning', 'Error']).transform((found) => (found === 'Warn' ? 'Warning' : found));
const message = z
  .object({
    code: z.string().regex(/^IST\d{4}$/),
    level,
    origin: z.string().optional().catch(undefined),
    message: z.string(),
  })
  .transform(({ origin, ...rest }) => ({ ...rest, ...(origin && { origin: origin.slice(0, 500) }) }));

/**
 * `istioctl analyze` since 1.4 as text, JSON (1.5) or YAML: levels Info, Warn, Error up to 1.7, then Warning. Sentences about
 * the state of the analysis go to stderr and may stand in between.
 */
export const istioctlAnalyze = defineTextParser<'istioctl-analyze', IstioctlAnalyze>({
  kind: 'istioctl-analyze',
  parse(text, { path }) {
    if (/^(?:\[$|\[\s*[{\]]|null$)/m.test(text)) {
      const { items } = jsonArray(text);
      const messages = items.flatMap((item) => message.safeParse(item).data ?? []);
      const dropped = items.length - messages.length;
      if (dropped > 0 && messages.length === 0) throw new Unusable('no output of istioctl analyze');
      const detail = `${dropped} unreadable messages`;
      return { artifact: { messages }, notes: dropped > 0 ? [{ code: 'item-dropped', path, detail }] : [] };
    }
    const messages = /^- code: /m.test(text) ? fromYaml(text) : fromText(text);
    const isClean = /No validation issues found/.test(text);
    if (messages.length === 0 && !isClean) throw new Unusable('no output of istioctl analyze');
    return { artifact: { messages } };
  },
});

function fromYaml(text: string): AnalyzeMessage[] {
  const items = parseYaml(text);
  return Array.isArray(items) ? items.flatMap((item) => message.safeParse(item).data ?? []) : [];
}

/** `Warning [IST0103] (Pod a.default) The pod …`; of several clusters the name stands in brackets beside the origin. */
const sentence = /^(Info|Warn|Warning|Error) \[(IST\d{4})\] (?:\[[^\]]{1,253}\] )?(?:\(([^()]{1,500})\) )?(.{1,2000})/;

function fromText(text: string): AnalyzeMessage[] {
  return numberedLines(text).flatMap(({ text: line, number }): AnalyzeMessage[] => {
    const [, found = '', code, origin, rest] = sentence.exec(line) ?? [];
    const { data } = level.safeParse(found);
    if (data === undefined || code === undefined || rest === undefined) return [];
    return [{ code, level: data, ...(origin !== undefined && { origin }), message: rest.trim(), line: number }];
  });
}
