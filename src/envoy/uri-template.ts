import { compilePattern } from './pattern.js';
import type { Truth } from './truth.js';

/** A path template of the URI template extensions: `*` one segment, `**` the rest, `{name}` and `{name=…}` variables. */
export interface UriTemplate {
  matches: (path: string) => Truth;
  /** The path that a rewrite template makes of a path that matches; undefined where it names an unknown variable. */
  rewrite: (path: string, rewriteTemplate: string) => string | undefined;
}

const segmentCharacters = "[a-zA-Z0-9\\-._~%!$&'()+,;:@]";
const oneSegment = `${segmentCharacters}+`;
const anySegments = `[a-zA-Z0-9\\-._~%!$&'()+,;:@/]*`;
/** Envoy takes at most five variables of sixteen characters. */
const variable = /^[a-zA-Z][a-zA-Z0-9_]{0,15}$/;
const literal = /^[a-zA-Z0-9\-._~%!$&'()+,;:@]*$/;

/** The template, or undefined when it does not follow the grammar. */
export function uriTemplate(template: string): UriTemplate | undefined {
  if (!template.startsWith('/') || template.length > 1024) return undefined;
  const names: string[] = [];
  let expression = '';
  for (let at = 0; at < template.length; ) {
    const part = partAt(template, at);
    const translated = part === undefined ? undefined : translate(part, names);
    if (part === undefined || translated === undefined) return undefined;
    expression += translated;
    at += part.length;
  }
  const pattern = compilePattern(`^${expression}$`);
  if (pattern === undefined || names.length > 5 || new Set(names).size !== names.length) return undefined;
  return {
    matches: pattern.matches,
    rewrite: (path, rewriteTemplate) => {
      const substitution = rewriteSubstitution(rewriteTemplate, names);
      return substitution === undefined ? undefined : pattern.replace(path, substitution);
    },
  };
}

/** The next slash, operator, variable with its braces, or literal. */
function partAt(template: string, at: number): string | undefined {
  const first = template.charAt(at);
  if (first === '/') return first;
  if (first === '*') return template.charAt(at + 1) === '*' ? '**' : '*';
  if (first === '{') {
    const end = template.indexOf('}', at);
    return end === -1 ? undefined : template.slice(at, end + 1);
  }
  const length = template.slice(at).search(/[/*{]/);
  return length === -1 ? template.slice(at) : template.slice(at, at + length);
}

function translate(part: string, names: string[]): string | undefined {
  if (part === '/') return part;
  if (part === '*') return oneSegment;
  if (part === '**') return anySegments;
  if (!part.startsWith('{')) return literal.test(part) ? escaped(part) : undefined;
  const [name = '', ...match] = part.slice(1, -1).split('=');
  if (!variable.test(name)) return undefined;
  names.push(name);
  const inner = match.length === 0 ? [oneSegment] : match.join('=').split('/').map(translateVariableSegment);
  return inner.includes(undefined) ? undefined : `(${inner.join('/')})`;
}

function translateVariableSegment(segment: string): string | undefined {
  if (segment === '' || segment.startsWith('{')) return undefined;
  return translate(segment, []);
}

function escaped(text: string): string {
  return text.replace(/[$()+.]/g, '\\$&');
}

/** The rewrite in RE2's notation; its literals hold no backslash. */
function rewriteSubstitution(rewriteTemplate: string, names: readonly string[]): string | undefined {
  const parts = rewriteTemplate.split(/[{}]/);
  const substitution = parts.map((part, index) => {
    if (index % 2 === 0) return part;
    const group = names.indexOf(part);
    return group === -1 ? undefined : `\\${group + 1}`;
  });
  return parts.length % 2 === 0 || substitution.includes(undefined) ? undefined : substitution.join('');
}
