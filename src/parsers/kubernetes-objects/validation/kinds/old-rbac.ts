import { at, quote, type Report } from '../report.js';
import { anything, choice, int32, list, map, type Read, record, text } from '../schema.js';
import { defineRules } from './kind.js';

/** Rules of Istio 1.5, the last release with these kinds. */
const group = 'rbac.istio.io';
const open = { open: true } as const;
const texts = list(text());

const configSpec = record(
  {
    mode: choice('OFF', 'ON', 'ON_WITH_INCLUSION', 'ON_WITH_EXCLUSION'),
    inclusion: anything,
    exclusion: anything,
  },
  open,
);

function checkConfig(
  { mode, inclusion, exclusion }: Read<typeof configSpec>,
  report: Report,
  { name }: { name: string },
): void {
  if (name !== 'default') report.error('metadata.name', 'must be default');
  else if (mode === 'ON_WITH_INCLUSION' && inclusion === undefined)
    report.error('spec.inclusion', `is needed for mode ${mode}`);
  else if (mode === 'ON_WITH_EXCLUSION' && exclusion === undefined)
    report.error('spec.exclusion', `is needed for mode ${mode}`);
}

export const rbacConfig = defineRules({ group, kind: 'RbacConfig', spec: configSpec, check: checkConfig });
export const clusterRbacConfig = defineRules({
  group,
  kind: 'ClusterRbacConfig',
  spec: configSpec,
  check: checkConfig,
});

const accessRule = record(
  {
    methods: texts,
    notMethods: texts,
    ports: list(int32()),
    notPorts: list(int32()),
    constraints: list(record({ key: text(), values: texts }, open)),
  },
  open,
);

type AccessRule = Read<typeof accessRule>;

export const serviceRole = defineRules({
  group,
  kind: 'ServiceRole',
  spec: record({ rules: list(accessRule) }, open),
  check({ rules = [] }, report) {
    if (rules.length === 0) report.error('spec.rules', 'must have a rule in it');
    checkAccessRules(rules, 'spec.rules', report);
  },
});

function checkAccessRules(rules: readonly AccessRule[], field: string, report: Report): void {
  for (const [index, { methods, notMethods, ports, notPorts, constraints = [] }] of rules.entries()) {
    const here = at(field, index);
    if (methods && notMethods) report.error(here, 'can have only one of methods and notMethods');
    if (ports && notPorts) report.error(here, 'can have only one of ports and notPorts');
    if ([...(ports ?? []), ...(notPorts ?? [])].some((port) => port < 0 || port > 65535)) {
      report.error(here, 'has a port that is not between 0 and 65535');
    }
    for (const [position, { key = '', values }] of constraints.entries()) {
      const constraint = at(`${here}.constraints`, position);
      if (key === '') report.error(`${constraint}.key`, 'is required');
      if (values === undefined) report.error(`${constraint}.values`, 'must have a value in it');
      if (key === 'destination.port' && (ports || notPorts))
        report.error(constraint, 'is about ports, as the rule is already');
    }
  }
}

const subject = record(
  {
    user: text(),
    group: text(),
    properties: map(text()),
    names: texts,
    notNames: texts,
    groups: texts,
    notGroups: texts,
    namespaces: texts,
    notNamespaces: texts,
    ips: texts,
    notIps: texts,
  },
  open,
);

type Subject = Read<typeof subject>;

/** Properties that a field of the subject stands for as well. */
const propertyFields = new Map<string, 'names' | 'groups' | 'namespaces' | 'ips'>([
  ['source.principal', 'names'],
  ['request.auth.claims[groups]', 'groups'],
  ['source.namespace', 'namespaces'],
  ['source.ip', 'ips'],
]);

export const serviceRoleBinding = defineRules({
  group,
  kind: 'ServiceRoleBinding',
  spec: record(
    {
      subjects: list(subject),
      roleRef: record({ kind: text(), name: text() }, open),
      role: text(),
      actions: list(accessRule),
    },
    open,
  ),
  check({ subjects = [], roleRef, role = '', actions = [] }, report) {
    if (subjects.length === 0) report.error('spec.subjects', 'must have a subject in it');
    for (const [index, subject] of subjects.entries()) checkSubject(subject, at('spec.subjects', index), report);
    const ways = [roleRef !== undefined, actions.length > 0, role !== ''].filter(Boolean).length;
    if (ways !== 1) report.error('spec', 'must have one of roleRef, role and actions');
    if (roleRef !== undefined && roleRef.kind !== 'ServiceRole') {
      report.error('spec.roleRef.kind', `must be ServiceRole, not ${quote(roleRef.kind ?? '')}`);
    }
    if (roleRef !== undefined && !roleRef.name) report.error('spec.roleRef.name', 'is required');
    checkAccessRules(actions, 'spec.actions', report);
    if (role === '/') report.error('spec.role', 'must have a name behind the slash');
  },
});

function checkSubject(subject: Subject, field: string, report: Report): void {
  const { properties, names = [], notNames = [] } = subject;
  const isEmpty = Object.values(subject).every((value) =>
    typeof value === 'string' ? value === '' : isEmptyCollection(value),
  );
  if (isEmpty) report.error(field, 'must have something to match');
  for (const name of properties?.keys() ?? []) {
    const same = propertyFields.get(name);
    if (same !== undefined && subject[same] !== undefined)
      report.error(at(`${field}.properties`, name), `is what ${same} say already`);
  }
  if ([...names, ...notNames].includes('*')) report.error(field, 'cannot have * among the names');
}

function isEmptyCollection(value: readonly string[] | ReadonlyMap<string, string>): boolean {
  return 'size' in value ? value.size === 0 : value.length === 0;
}
