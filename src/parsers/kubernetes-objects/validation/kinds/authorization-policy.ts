import { checkAttachment, matchLabels, targetRef, targetRefs } from '../parts/selector.js';
import { at, type Report } from '../report.js';
import { choice, list, type Read, record, text } from '../schema.js';
import {
  addressBlock,
  anyValue,
  attributeRule,
  pathTemplate,
  portText,
  serviceAccount,
  trustDomain,
  type ValueRule,
} from '../values/authorization.js';
import { defineRules } from './kind.js';

const maxAccounts = 16;
const values = list(text());
const accounts = list(text({ max: 320 }), { max: maxAccounts });

const source = record({
  principals: values,
  notPrincipals: values,
  requestPrincipals: values,
  notRequestPrincipals: values,
  namespaces: values,
  notNamespaces: values,
  serviceAccounts: accounts,
  notServiceAccounts: accounts,
  trustDomains: values,
  notTrustDomains: values,
  ipBlocks: values,
  notIpBlocks: values,
  remoteIpBlocks: values,
  notRemoteIpBlocks: values,
});

const operation = record({
  hosts: values,
  notHosts: values,
  ports: values,
  notPorts: values,
  methods: values,
  notMethods: values,
  paths: values,
  notPaths: values,
});

type Source = Read<typeof source>;
type Operation = Read<typeof operation>;

/** What the values of each list must be. */
const sourceRules: Record<keyof Source, ValueRule> = {
  principals: anyValue,
  notPrincipals: anyValue,
  requestPrincipals: anyValue,
  notRequestPrincipals: anyValue,
  namespaces: anyValue,
  notNamespaces: anyValue,
  serviceAccounts: serviceAccount,
  notServiceAccounts: serviceAccount,
  trustDomains: trustDomain,
  notTrustDomains: trustDomain,
  ipBlocks: addressBlock,
  notIpBlocks: addressBlock,
  remoteIpBlocks: addressBlock,
  notRemoteIpBlocks: addressBlock,
};

const operationRules: Record<keyof Operation, ValueRule> = {
  hosts: anyValue,
  notHosts: anyValue,
  ports: portText,
  notPorts: portText,
  methods: anyValue,
  notMethods: anyValue,
  paths: pathTemplate,
  notPaths: pathTemplate,
};

const rule = record({
  from: list(record({ source }), { max: 512 }),
  to: list(record({ operation })),
  when: list(record({ key: text(), values, notValues: values }, { required: ['key'] })),
});

const spec = record(
  {
    selector: matchLabels,
    targetRef,
    targetRefs,
    rules: list(rule, { max: 512 }),
    action: choice('ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
    provider: record({ name: text() }),
  },
  { oneOf: [['selector', 'targetRef', 'targetRefs']] },
);

type Spec = Read<typeof spec>;
type Rule = Read<typeof rule>;

const dryRun = 'istio.io/dry-run';

export const authorizationPolicy = defineRules({
  group: 'security.istio.io',
  kind: 'AuthorizationPolicy',
  spec,
  check(spec, report, { annotations }) {
    const { action = 'ALLOW', rules } = spec;
    const isDryRun = annotations.get(dryRun);
    if (isDryRun !== undefined) checkDryRun(isDryRun, action, report);
    checkAttachment(spec, report);
    if (action === 'CUSTOM') checkCustom(spec, report);
    else if (spec.provider !== undefined) report.error('spec.provider', 'goes with action CUSTOM only');
    if (rules === undefined && action === 'DENY')
      report.error('spec.rules', 'are needed: without one nothing is denied');
    for (const [index, rule] of (rules ?? []).entries()) checkRule(rule, at('spec.rules', index), action, report);
  },
});

function checkDryRun(value: string, action: string, report: Report): void {
  const field = at('metadata.annotations', dryRun);
  if (action !== 'ALLOW' && action !== 'DENY') report.error(field, `does not go with action ${action}`);
  else if (!/^(?:1|0|[tTfF]|true|false|TRUE|FALSE|True|False)$/.test(value))
    report.error(field, 'is neither true nor false');
}

/** Fields of a source that an external authorizer is not asked by. */
const notCustom = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
] as const;

const notCustomKey = /^(?:source\.(?:namespace|serviceAccount|trustDomain|principal)$|request\.auth\.)/;

function checkCustom({ rules, provider }: Spec, report: Report): void {
  if (rules === undefined) report.error('spec.rules', 'are needed: without one the provider is never asked');
  else if (!provider?.name) report.error('spec.provider.name', 'is required');
  for (const [index, { from = [], when = [] }] of (rules ?? []).entries()) {
    for (const [position, { source = {} }] of from.entries()) {
      const field = `spec.rules[${index}].from[${position}].source`;
      for (const name of notCustom)
        if (source[name] !== undefined) report.error(at(field, name), 'does not go with action CUSTOM');
    }
    for (const [position, { key = '' }] of when.entries()) {
      if (notCustomKey.test(key))
        report.error(`spec.rules[${index}].when[${position}].key`, 'does not go with action CUSTOM');
    }
  }
}

/** Fields that connections are told apart by, so that a DENY rule can be asked of TCP too. */
const connectionFields = [
  'principals',
  'notPrincipals',
  'ipBlocks',
  'notIpBlocks',
  'namespaces',
  'notNamespaces',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
  'serviceAccounts',
  'notServiceAccounts',
] as const;

function checkRule({ from = [], to = [], when = [] }: Rule, field: string, action: string, report: Report): void {
  for (const [index, { source }] of from.entries()) {
    const here = `${field}.from[${index}].source`;
    if (source === undefined) report.error(here, 'is required');
    else checkSource(source, here, report);
  }
  for (const [index, { operation }] of to.entries()) {
    const here = `${field}.to[${index}].operation`;
    if (operation === undefined) report.error(here, 'is required');
    else checkLists(operation, operationRules, here, report);
  }
  for (const [index, condition] of when.entries()) checkCondition(condition, at(`${field}.when`, index), report);
  const sources = from.flatMap(({ source }) => source ?? []);
  const operations = to.flatMap(({ operation }) => operation ?? []);
  const asksSource = sources.some((source) => connectionFields.some((name) => source[name] !== undefined));
  const asksPort = operations.some(({ ports, notPorts }) => ports !== undefined || notPorts !== undefined);
  const deniesTcp = operations.length > 0 ? !asksPort : sources.length > 0 && !asksSource;
  if (action === 'DENY' && deniesTcp) {
    report.warn(
      field,
      'has attributes of HTTP only, so that it denies all connections to TCP ports; name the ports it is for',
    );
  }
}

function checkSource(source: Source, field: string, report: Report): void {
  const { serviceAccounts, notServiceAccounts, principals, notPrincipals, namespaces, notNamespaces } = source;
  const hasAccounts = serviceAccounts !== undefined || notServiceAccounts !== undefined;
  const others = [principals, notPrincipals, namespaces, notNamespaces];
  if (hasAccounts && others.some((list) => list !== undefined)) {
    report.error(field, 'cannot have serviceAccounts beside principals or namespaces');
  }
  checkLists(source, sourceRules, field, report);
}

function checkLists<K extends string>(
  lists: { [P in K]?: readonly string[] },
  rules: Record<K, ValueRule>,
  field: string,
  report: Report,
): void {
  if (Object.keys(lists).length === 0) report.error(field, 'must have something to match');
  for (const name in lists) checkValues(lists[name], rules[name], at(field, name), report);
}

function checkValues(values: readonly string[] = [], rule: ValueRule, field: string, report: Report): void {
  if (rule === serviceAccount && values.length > maxAccounts)
    report.error(field, `must not have more than ${maxAccounts} elements`);
  for (const [index, value] of values.entries()) {
    const problem = value === '' ? 'must not be empty' : rule(value);
    if (problem !== undefined) report.error(at(field, index), problem);
  }
}

function checkCondition(condition: NonNullable<Rule['when']>[number], field: string, report: Report): void {
  const { key = '', values, notValues } = condition;
  if (key === '') report.error(`${field}.key`, 'is required');
  else if (values === undefined && notValues === undefined) report.error(field, 'must have values or notValues');
  else {
    const rule = attributeRule(key);
    if (typeof rule === 'string') {
      report.error(`${field}.key`, rule);
      return;
    }
    checkValues(values, rule, `${field}.values`, report);
    checkValues(notValues, rule, `${field}.notValues`, report);
  }
}
