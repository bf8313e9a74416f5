import { quote } from '../report.js';

/** RFC 7230, section 3.2.6. */
const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const pseudoHeaders: readonly string[] = [':method', ':scheme', ':authority', ':path', ':status'];

export function isHeaderName(name: string): boolean {
  return token.test(name);
}

/** Letters, digits, dash and underscore only. */
export function isPlainHeaderName(name: string): boolean {
  return /^[-_A-Za-z0-9]+$/.test(name);
}

/** `@request.auth.claims.group` or `@request.auth.claims[group]`: the header stands for a claim of the token. */
export function isClaimHeader(name: string): boolean {
  const prefix = '@request.auth.claims';
  if (!name.slice(0, prefix.length).toLowerCase().startsWith(prefix)) return false;
  const claim = name.slice(prefix.length);
  return (
    (claim.startsWith('.') && claim.length > 1) || (claim.startsWith('[') && claim.endsWith(']') && claim.length > 2)
  );
}

/** What is wrong with the name of a header that requests are matched by. */
export function matchedHeaderProblem(name: string): string | undefined {
  if (isClaimHeader(name) || pseudoHeaders.includes(name) || isHeaderName(name)) return undefined;
  return name === '' ? 'the name of a header must not be empty' : `${quote(name)} is no name of a header`;
}

export function isAuthority(name: string): boolean {
  return /^(?::authority|host)$/i.test(name);
}

/** What is wrong with the name of a header that is added, set or removed. Host may be set in requests only. */
export function changedHeaderProblem(name: string, allowsAuthority: boolean): string | undefined {
  if (name === '') return 'the name of a header must not be empty';
  if (allowsAuthority && isAuthority(name)) return undefined;
  return name.startsWith(':') || /^host$/i.test(name) ? `${quote(name)} cannot be changed here` : undefined;
}

type State = 'text' | 'name' | 'arguments' | 'string' | 'nextString' | 'delimiter' | 'closing' | 'end';

/** What may follow in each state of Envoy's header formatter, for the states that allow little. Spaces may stand anywhere in them. */
const expected: { [S in State]?: Readonly<Record<string, State>> } = {
  delimiter: { ',': 'nextString', ']': 'closing' },
  nextString: { '"': 'string' },
  closing: { ')': 'end' },
  end: { '%': 'text' },
};

/** What is wrong with a value that is given to a header: Envoy fills in what stands between percent signs (`%REQ(x)%`), %% is one. */
export function headerValueProblem(value: string): string | undefined {
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return 'a header cannot hold control characters';
  let state: State = 'text';
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index);
    if (state === 'text' && character === '%' && value[index + 1] === '%') index++;
    else if (state === 'string' && character === '\\') index++;
    else {
      const next = follow(state, character);
      if (next === undefined) return `the command in ${quote(value)} is malformed`;
      state = next;
    }
  }
  return state === 'text'
    ? undefined
    : `a percent sign in ${quote(value)} has no counterpart; a literal one is written %%`;
}

function follow(state: State, character: string): State | undefined {
  const allowed = expected[state];
  if (allowed !== undefined) return character === ' ' ? state : allowed[character];
  switch (state) {
    case 'text':
      return character === '%' ? 'name' : 'text';
    case 'name':
      if (character === '%') return 'text';
      return character === '(' ? 'arguments' : 'name';
    case 'arguments':
      if (character === ' ') return 'arguments';
      return character === '[' ? 'nextString' : 'string';
    default:
      if (character === ')') return 'end';
      return character === '"' ? 'delimiter' : 'string';
  }
}
