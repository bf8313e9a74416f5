/** One statistic as Envoy's /stats or a page for Prometheus prints it. */
export interface MetricLine {
  name: string;
  /** What stands between the braces; absent in Envoy's own form, which has a colon instead. */
  labels?: string;
  /** NaN for histograms, texts, and what Prometheus prints as NaN. */
  value: number;
}

/** A value and the line of the entry that it stands on. */
export interface Reading {
  value: number;
  line: number;
}

const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/**
 * Reads `cluster.x.upstream_cx_total: 5`, `name{label="value"} 5` or `name 5`; nothing for other lines. A label's value or
 * a quoted text may hold what separates names from values in the other form: the first one counts.
 */
export function readMetricLine(text: string): MetricLine | undefined {
  const colon = text.indexOf(': ');
  const brace = text.indexOf('{');
  if (brace > 0 && (colon < 0 || brace < colon)) {
    const name = text.slice(0, brace);
    const end = text.lastIndexOf('}');
    if (end < brace || name.includes(' ')) return undefined;
    return { name, labels: text.slice(brace + 1, end), value: numberIn(text.slice(end + 1)) };
  }
  if (colon > 0) return readPlain(text.slice(0, colon), text.slice(colon + 1));
  const space = text.indexOf(' ');
  if (space <= 0) return undefined;
  const name = text.slice(0, space);
  const value = numberIn(text.slice(space));
  return plainName.test(name) && !Number.isNaN(value) ? { name, labels: '', value } : undefined;
}

/** Envoy groups its statistics by dots; anything else with a colon is another sort of text. */
function readPlain(name: string, value: string): MetricLine | undefined {
  return name.includes(' ') || !name.includes('.') ? undefined : { name, value: numberIn(value) };
}

/** The first word: Prometheus may print a time behind the value. */
function numberIn(text: string): number {
  const [word = ''] = text.trim().split(' ', 1);
  if (word === '+Inf') return Number.POSITIVE_INFINITY;
  return word === '' ? Number.NaN : Number(word);
}

const mostLabels = 40;

/** `a="1",b="with \"quotes\""`, as between the braces of a sample. */
export function labelsIn(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (let at = 0; labels.size < mostLabels; ) {
    const equals = text.indexOf('="', at);
    if (equals < 0) return labels;
    const end = closingQuote(text, equals + 2);
    labels.set(text.slice(at, equals).trim(), unescaped(text.slice(equals + 2, end)));
    // The quote and the comma behind it.
    at = end + 2;
  }
  return labels;
}

function closingQuote(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)) : text;
}
