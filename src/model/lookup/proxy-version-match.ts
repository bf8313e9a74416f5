/**
 * Whether a proxy of this version fits the proxyVersion of an EnvoyFilter. Absent where the expression is more than literal
 * text, a choice `(a|b)` of such, and open ends: it is input, and never becomes a RegExp.
 */
export function matchesProxyVersion(pattern: string, version: string): boolean | undefined {
  const isAnchored = pattern.startsWith('^');
  const isClosed = pattern.endsWith('$') && !pattern.endsWith('.*$');
  const body = withoutEnds(pattern);
  const choices = alternatives(body);
  if (choices === undefined) return undefined;
  return choices.some((text) => {
    if (isAnchored && isClosed) return version === text;
    if (isAnchored) return version.startsWith(text);
    return isClosed ? version.endsWith(text) : version.includes(text);
  });
}

function withoutEnds(pattern: string): string {
  const start = pattern.startsWith('^') ? pattern.slice(1) : pattern;
  const end = start.endsWith('$') ? start.slice(0, -1) : start;
  return end.endsWith('.*') ? end.slice(0, -2) : end;
}

/** `1\.(26|27)` as `1.26` and `1.27`. */
function alternatives(body: string): readonly string[] | undefined {
  if (body.length > 200) return undefined;
  const open = body.indexOf('(');
  if (open < 0) return literal(body);
  const close = body.indexOf(')', open);
  if (close < 0) return undefined;
  const [before] = literal(body.slice(0, open)) ?? [];
  const [after] = literal(body.slice(close + 1)) ?? [];
  if (before === undefined || after === undefined) return undefined;
  const choices = body
    .slice(open + 1, close)
    .split('|')
    .map((choice) => literal(choice)?.[0]);
  return choices.every((choice) => choice !== undefined)
    ? choices.map((choice) => `${before}${choice}${after}`)
    : undefined;
}

/** Text in which a dot, escaped or not, stands for itself. */
function literal(text: string): readonly [string] | undefined {
  const plain = text.replaceAll('\\.', '.').replaceAll('\\-', '-');
  return /^[A-Za-z0-9.-]*$/.test(plain) ? [plain] : undefined;
}
