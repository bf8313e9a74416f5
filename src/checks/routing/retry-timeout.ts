import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

export const routingRetryTimeout = defineCheck({
  meta: {
    id: 'routing/retry-timeout',
    title: 'Timeouts leave time for retries',
    severity: 'info',
    why: 'The timeout of a route counts for all attempts together: when one attempt may take as long, a slow request is never tried again.',
    fix: [
      {
        text: 'Set perTryTimeout to a part of timeout, or raise timeout.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry',
      },
    ],
    decides: 'A route has retries whose perTryTimeout is as long as its timeout, or longer.',
    falsePositives: ['Retries after a connection error come before the time is up, and are made all the same.'],
  },
  requires: ['virtualServices'],
  messages: {
    noTime: 'VirtualService {namespace}/{name} gives {route} {timeout} in all and {perTry} for each of its attempts',
  },
  identity: ['route'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { field, timeout, retries } of spec.routes) {
        const perTry = retries?.perTryTimeout;
        if (timeout === undefined || perTry === undefined || !retries?.attempts) continue;
        const [all, one] = [secondsOf(timeout), secondsOf(perTry)];
        if (all === undefined || one === undefined || all === 0 || one < all) continue;
        yield {
          messageId: 'noTime',
          args: { namespace, name, route: field.replace('spec.', ''), timeout, perTry },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [
            citeField(source, `${field}.timeout`, timeout),
            citeField(source, `${field}.retries.perTryTimeout`, perTry),
          ],
        };
      }
    }
  },
});

const units: ReadonlyMap<string, number> = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
]);

/** A duration as Go writes it: `1m30s`, `0.5s`. */
function secondsOf(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s)){1,4}$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|h|m|s)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units.get(unit ?? '') ?? 0), 0);
}
