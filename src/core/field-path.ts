/** A part of a field path: a key, a place in a list, or the element of a list that has this name or type. */
export type PathStep = { key: string } | { index: number } | { named: string };

/**
 * Reads a field path: `spec.http[1].route[0]`, `metadata.labels["istio.io/rev"]`, `status.conditions[Ready]`. Nothing for
 * text that is no path.
 */
export function parseFieldPath(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let rest = path;
  while (rest !== '') {
    const [whole = '', key, bracket] =
      /^(?:\.?([^.[\]"]{1,253})|\[("[^"]{1,400}"|'[^']{1,400}'|[^\]"']{1,400})\])/.exec(rest) ?? [];
    if (whole === '') return undefined;
    rest = rest.slice(whole.length);
    if (key !== undefined) steps.push({ key });
    else if (bracket !== undefined) steps.push(bracketStep(bracket));
  }
  return steps;
}

function bracketStep(text: string): PathStep {
  if (/^\d{1,6}$/.test(text)) return { index: Number(text) };
  return text.startsWith('"') || text.startsWith("'") ? { key: text.slice(1, -1) } : { named: text };
}
