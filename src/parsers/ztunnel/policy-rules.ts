import { camelCaseFields } from '../support/camel-fields.js';
import type { ZtunnelMatch, ZtunnelPolicy, ZtunnelServiceAccount, ZtunnelStringMatch } from './artifact.js';

type Rules = NonNullable<ZtunnelPolicy['rules']>;

/** Rules of clauses of matches; undefined when the value is no such thing. */
export function rulesOf(value: unknown): Rules | undefined {
  if (!Array.isArray(value)) return undefined;
  const rules = value.map((rule: unknown) => (Array.isArray(rule) ? rule.map(clauseOf) : undefined));
  return rules.every(isWhole) ? rules : undefined;
}

function isWhole(rule: readonly (ZtunnelMatch[] | undefined)[] | undefined): rule is ZtunnelMatch[][] {
  return rule?.every((clause) => clause !== undefined) === true;
}

function clauseOf(value: unknown): ZtunnelMatch[] | undefined {
  return Array.isArray(value) ? value.map(matchOf) : undefined;
}

const strings = new Set(['namespaces', 'notNamespaces', 'principals', 'notPrincipals']);
const accounts = new Set(['serviceAccounts', 'notServiceAccounts']);
const ranges = new Set(['sourceIps', 'notSourceIps', 'destinationIps', 'notDestinationIps']);
const ports = new Set(['destinationPorts', 'notDestinationPorts']);

/** Older releases print fields that hold nothing, too. */
function matchOf(value: unknown): ZtunnelMatch {
  const fields = camelCaseFields(value);
  if (typeof fields !== 'object' || fields === null) return { isPartial: true };
  const match: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(fields)) {
    const read = readerOf(name);
    const found = Array.isArray(values) && read !== undefined ? values.map(read) : undefined;
    if (found === undefined || found.some((one) => one === undefined)) match.isPartial = true;
    else if (found.length > 0) match[name] = found;
  }
  return match;
}

function readerOf(field: string): ((value: unknown) => unknown) | undefined {
  if (strings.has(field)) return stringMatchOf;
  if (accounts.has(field)) return serviceAccountOf;
  if (ranges.has(field)) return (value) => (typeof value === 'string' ? value : undefined);
  return ports.has(field) ? (value) => (typeof value === 'number' ? value : undefined) : undefined;
}

const kinds = { Exact: 'exact', Prefix: 'prefix', Suffix: 'suffix' } as const;

/** `{"Exact": "a"}`; presence has an empty list instead of a text. */
function stringMatchOf(value: unknown): ZtunnelStringMatch | undefined {
  if (value === 'Presence') return { kind: 'presence', value: '' };
  if (typeof value !== 'object' || value === null) return undefined;
  const [[kind, text] = []] = Object.entries(value);
  if (kind === 'Presence') return { kind: 'presence', value: '' };
  if (kind !== 'Exact' && kind !== 'Prefix' && kind !== 'Suffix') return undefined;
  return typeof text === 'string' ? { kind: kinds[kind], value: text } : undefined;
}

function serviceAccountOf(value: unknown): ZtunnelServiceAccount | undefined {
  const { namespace, serviceAccount } = (camelCaseFields(value) ?? {}) as Record<string, unknown>;
  if (typeof namespace !== 'string' || typeof serviceAccount !== 'string') return undefined;
  return { namespace, serviceAccount };
}
