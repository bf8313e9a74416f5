/** A text with its secrets masked, and the kinds of what was found in it. */
export interface Masked {
  text: string;
  kinds: readonly string[];
}

export interface Span {
  start: number;
  end: number;
  kind: string;
}

/** Replaces spans, which are in order and do not overlap, by masks. */
export function maskSpans(text: string, spans: readonly Span[]): Masked {
  let masked = '';
  let from = 0;
  for (const { start, end, kind } of spans) {
    masked += `${text.slice(from, start)}[masked: ${kind}]`;
    from = end;
  }
  return { text: masked + text.slice(from), kinds: spans.map(({ kind }) => kind) };
}
