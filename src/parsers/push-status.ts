import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { debugPage, entriesOf } from './support/debug-page.js';
import { jsonPointer } from './support/json-pointer.js';

/** debug/push_status of one replica: what it noticed while it made configuration for the proxies the last time. */
export interface PushStatus {
  problems: PushProblem[];
}

export interface PushProblem {
  /** Name of the metric that counts problems of this sort, `pilot_vservice_dup_domain`. */
  metric: string;
  /** What the problem is about: a host, a cluster, a listener, a proxy. */
  key: string;
  /** `pod.namespace`, or the whole node id. */
  proxy?: string;
  message?: string;
  pointer: string;
}

const text = z.string().min(1).optional().catch(undefined);
const status = z
  .object({ proxy: text, message: text })
  .transform(({ proxy, message }) => ({ ...(proxy && { proxy }), ...(message && { message }) }));

const metricName = /^(?:pilot|endpoint)_[a-z0-9_]{1,100}$/;

/** Up to Istio 1.5 the page is the whole push context, in which this is one field. */
const wholeContext = 'ProxyStatus';

export const pushStatus = defineTextParser<'push-status', PushStatus>({
  kind: 'push-status',
  parse(page, { path }) {
    const { metrics, at } = metricsIn(page);
    const problems: PushProblem[] = [];
    const notes: Note[] = [];
    for (const [metric, found] of metrics) {
      for (const [key, value] of entriesOf(found) ?? []) {
        const pointer = jsonPointer([...at, metric, key]);
        const { data } = status.safeParse(value);
        if (data !== undefined) problems.push({ metric, key, ...data, pointer });
        else notes.push({ code: 'item-dropped', path, detail: `${pointer}: unreadable` });
      }
    }
    return { artifact: { problems }, notes };
  },
});

function metricsIn(page: string): { metrics: [name: string, found: unknown][]; at: string[] } {
  const fields = entriesOf(debugPage(page) ?? {});
  const context = fields?.find(([name]) => name === wholeContext);
  const metrics = context === undefined ? fields : entriesOf(context[1] ?? {});
  if (metrics === undefined || !metrics.every(([name]) => metricName.test(name))) throw new Unusable('no push status');
  return { metrics, at: context === undefined ? [] : [wholeContext] };
}
