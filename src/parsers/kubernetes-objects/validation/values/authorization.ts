import { quote } from '../report.js';
import { isAddress, subnetProblem } from './addresses.js';
import { isPortText } from './ports.js';

/** What may stand in a list of an AuthorizationPolicy; each returns what is wrong with a value. */
export type ValueRule = (value: string) => string | undefined;

export const anyValue: ValueRule = () => undefined;

export const addressBlock: ValueRule = (value) => {
  if (value.includes('/')) return subnetProblem(value);
  return isAddress(value) ? undefined : `${quote(value)} is no IP address`;
};

export const portText: ValueRule = (value) => (isPortText(value) ? undefined : `${quote(value)} is no port`);

/** One asterisk, at the beginning or the end. */
export const wildcard: ValueRule = (value) => {
  const first = value.indexOf('*');
  const isFine = first < 0 || (first === value.lastIndexOf('*') && (first === 0 || first === value.length - 1));
  return isFine ? undefined : `${quote(value)} can have one asterisk, at its beginning or end`;
};

export const trustDomain: ValueRule = (value) =>
  wildcard(value) ?? (value.includes('/') ? `${quote(value)} is no trust domain` : undefined);

/** `name` or `namespace/name`. */
export const serviceAccount: ValueRule = (value) => {
  if (value.includes('*')) return 'cannot have wildcards';
  if (value.length > 320) return 'must not be longer than 320 characters';
  const parts = value.split('/', 3);
  return parts.length < 3 && !parts.includes('')
    ? undefined
    : `${quote(value)} is not of the form namespace/serviceAccount`;
};

/** What a segment of a path may hold beside `{*}` and `{**}`: pchar of RFC 3986. */
const literal = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

/** A path, which may have `{*}` for a segment and `{**}` for the segments at the end. */
export const pathTemplate: ValueRule = (value) => {
  const isTemplate = value.includes('{*}') || value.includes('{**}');
  if (!isTemplate && !/[{}]/.test(value)) return undefined;
  const segments = trimSlashes(value).split('/');
  const rest = segments.indexOf('{**}');
  if (rest >= 0 && segments.slice(rest + 1).some((segment) => segment === '{*}' || segment === '{**}')) {
    return `${quote(value)} has something to match behind {**}`;
  }
  const literals = segments.filter((segment) => segment !== '{*}' && segment !== '{**}');
  if (literals.some((segment) => /[{}]/.test(segment)))
    return `${quote(value)} has a brace that belongs to no {*} or {**}`;
  const isFine = !isTemplate || literals.every((segment) => literal.test(segment));
  return isFine ? undefined : `${quote(value)} has a segment that paths with {*} or {**} cannot have`;
};

function trimSlashes(path: string): string {
  let [start, end] = [0, path.length];
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

/** Keys of conditions, with what their values are. Those that end in a bracket or dot are completed: `request.headers[name]`. */
const attributes: readonly (readonly [key: string, rule: ValueRule])[] = [
  ['source.ip', addressBlock],
  ['remote.ip', addressBlock],
  ['source.namespace', anyValue],
  ['source.serviceAccount', serviceAccount],
  ['source.principal', anyValue],
  ['source.trustDomain', wildcard],
  ['request.auth.principal', anyValue],
  ['request.auth.audiences', anyValue],
  ['request.auth.presenter', anyValue],
  ['destination.ip', addressBlock],
  ['destination.port', portText],
  ['connection.sni', anyValue],
];

const keyed: readonly string[] = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

/** Keys of Istio 1.4 and before, with what replaces them. */
const replaced: readonly (readonly [key: string, by: string])[] = [
  ['destination.namespace', 'the namespace of the policy'],
  ['destination.labels', 'the selector of the policy'],
  ['destination.name', 'the selector of the policy'],
  ['destination.user', 'the selector of the policy'],
];

/** The rule for the values of a condition's key, or what is wrong with the key. */
export function attributeRule(key: string): ValueRule | string {
  const rule = attributes.find(([name]) => name === key)?.[1];
  if (rule !== undefined) return rule;
  if (keyed.some((prefix) => key.startsWith(prefix))) {
    const open = key.indexOf('[');
    return key.endsWith(']') && open > 0 && open < key.length - 2 ? anyValue : `${quote(key)} lacks a name in brackets`;
  }
  const by = replaced.find(([name]) => name === key || (name.endsWith('labels') && key.startsWith(name)))?.[1];
  return by === undefined ? `${quote(key)} is no attribute` : `${quote(key)} is replaced by ${by}`;
}
