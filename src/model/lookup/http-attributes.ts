import type { AuthorizationRule } from '../facets.js';

/** Conditions that only a proxy which reads HTTP can decide. */
const httpKeys = ['request.headers', 'request.auth.', 'experimental.envoy.filters.'];

export function isHttpCondition(key: string): boolean {
  return httpKeys.some((prefix) => key.startsWith(prefix));
}

export interface RuleAttribute {
  /** `spec.rules[0].to[0].operation.methods`. */
  field: string;
  name: string;
  values: readonly string[];
}

/** What a rule asks of the HTTP request: methods, paths, hosts, request principals, headers and token claims. */
export function httpAttributes({ from, to, when }: AuthorizationRule): readonly RuleAttribute[] {
  return [
    ...to.flatMap((operation) =>
      (['methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts'] as const).flatMap((name) =>
        attribute(operation.field, name, operation[name]),
      ),
    ),
    ...from.flatMap((source) =>
      (['requestPrincipals', 'notRequestPrincipals'] as const).flatMap((name) =>
        attribute(source.field, name, source[name]),
      ),
    ),
    ...conditions(when, isHttpCondition),
  ];
}

const identityKeys = ['source.namespace', 'source.principal', 'source.serviceAccount', 'connection.sni'];

/** What a rule asks of the client's certificate, which only mutual TLS shows. */
export function identityAttributes({ from, when }: AuthorizationRule): readonly RuleAttribute[] {
  const lists = [
    'principals',
    'notPrincipals',
    'namespaces',
    'notNamespaces',
    'serviceAccounts',
    'notServiceAccounts',
  ] as const;
  return [
    ...from.flatMap((source) => lists.flatMap((name) => attribute(source.field, name, source[name]))),
    ...conditions(when, (key) => identityKeys.includes(key)),
  ];
}

function attribute(field: string, name: string, values: readonly string[]): RuleAttribute[] {
  return values.length === 0 ? [] : [{ field: `${field}.${name}`, name, values }];
}

function conditions(when: AuthorizationRule['when'], isMeant: (key: string) => boolean): RuleAttribute[] {
  return when
    .filter(({ key }) => isMeant(key))
    .map(({ field, key, values, notValues }) => ({ field, name: key, values: [...values, ...notValues] }));
}
