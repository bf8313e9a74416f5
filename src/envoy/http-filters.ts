import { type HttpFilterKind, httpFilterKind, overrideNames, overrideOf } from './http-filter-kind.js';
import type { FilterContext, FilterRequest } from './http-filter-request.js';
import { type FilterVerdict, verdictOf } from './http-filter-verdict.js';
import { bool, type Extension, extension, type Message, messages } from './message.js';

export interface FilterStep {
  /** In `http_filters`. */
  index: number;
  name: string;
  kind: HttpFilterKind;
  verdict: FilterVerdict;
}

export interface FilterWalk {
  /** Up to the filter that ends the request, or the router. */
  steps: readonly FilterStep[];
  /** The filter that answers instead of the upstream. */
  ended?: FilterStep;
}

/** The filters of an HTTP connection manager in order, each with its verdict. Metadata goes from one to the next. */
export function walkHttpFilters(manager: Message, request: FilterRequest, context: FilterContext = {}): FilterWalk {
  const steps: FilterStep[] = [];
  let { metadata = {} } = request;
  for (const [index, entry] of messages(manager.http_filters).entries()) {
    const filter = resolved(extension(entry), context);
    const kind = filter === undefined ? 'opaque' : httpFilterKind(filter);
    const name = extension(entry).name;
    const verdict =
      filter === undefined ? notDiscovered : judged(entry, filter, kind, { ...request, metadata }, context);
    const step = { index, name, kind, verdict };
    steps.push(step);
    if (verdict.kind === 'deny' || verdict.kind === 'answer') return { steps, ended: step };
    if (verdict.kind === 'forward') return { steps };
    metadata = verdict.metadata ?? metadata;
  }
  return { steps };
}

const notDiscovered: FilterVerdict = {
  kind: 'unknown',
  why: 'its configuration, which comes by discovery, is not in the dump',
};

function resolved(filter: Extension, { discovered }: FilterContext): Extension | undefined {
  if (!filter.isDiscovered) return filter;
  const found = discovered?.get(filter.name);
  return found === undefined ? undefined : { ...extension(found), name: filter.name };
}

/** A filter that is disabled in the list runs where a route has a config for it. */
function judged(
  entry: Message,
  filter: Extension,
  kind: HttpFilterKind,
  request: FilterRequest,
  context: FilterContext,
): FilterVerdict {
  const override = overrideOf(overrideNames(filter, kind), context.overrides ?? []);
  const isDisabled = override?.isDisabled ?? bool(entry.disabled) ?? false;
  if (isDisabled) return { kind: 'pass', isDisabled: true };
  return verdictOf(kind, filter, override?.fields, request, context);
}
