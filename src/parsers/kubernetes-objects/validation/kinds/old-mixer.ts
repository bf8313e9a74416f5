import { at, quote, type Report } from '../report.js';
import { anything, int32, list, map, type Read, record, text } from '../schema.js';
import { nameProblem } from '../values/hosts.js';
import { checkLabels, isDnsLabel } from '../values/labels.js';
import { defineRules } from './kind.js';

/** Rules of Istio 1.5 for the kinds that bind Mixer's quotas and APIs to services; gone with Istio 1.8. */
const group = 'config.istio.io';
const open = { open: true } as const;

const service = record({ name: text(), namespace: text(), domain: text(), service: text(), labels: map(text()) }, open);
const reference = record({ name: text(), namespace: text() }, open);

function checkService(
  { name = '', namespace = '', domain = '', service: full = '', labels }: Read<typeof service>,
  field: string,
  report: Report,
): void {
  if ((name === '') === (full === '')) report.error(field, 'must have one of name and service');
  else if (full !== '' && namespace + domain !== '')
    report.error(field, 'cannot have a namespace or domain beside service');
  else if (name !== '' && !isDnsLabel(name)) report.error(`${field}.name`, `${quote(name)} is no DNS label`);
  if (namespace !== '' && !isDnsLabel(namespace))
    report.error(`${field}.namespace`, `${quote(namespace)} is no DNS label`);
  const problem = domain === '' ? undefined : nameProblem(domain);
  if (problem !== undefined) report.error(`${field}.domain`, problem);
  checkLabels(labels, `${field}.labels`, report);
}

function bindingOf<const N extends string>(kind: string, specs: N) {
  return defineRules({
    group,
    kind,
    spec: record<Record<string, typeof services | typeof references>>({ services, [specs]: references }, open),
    check(spec, report) {
      const bound = (spec.services ?? []) as Read<typeof services>;
      const to = (spec[specs] ?? []) as Read<typeof references>;
      if (bound.length === 0) report.error('spec.services', 'must have a service in it');
      for (const [index, service] of bound.entries()) checkService(service, at('spec.services', index), report);
      if (to.length === 0) report.error(at('spec', specs), 'must have an element');
      for (const [index, { name, namespace = '' }] of to.entries()) {
        const field = at(at('spec', specs), index);
        if (!name) report.error(`${field}.name`, 'is required');
        if (namespace !== '' && !isDnsLabel(namespace))
          report.error(`${field}.namespace`, `${quote(namespace)} is no DNS label`);
      }
    },
  });
}

const services = list(service);
const references = list(reference);

export const quotaSpecBinding = bindingOf('QuotaSpecBinding', 'quotaSpecs');
export const httpApiSpecBinding = bindingOf('HTTPAPISpecBinding', 'apiSpecs');

const textMatch = record({ exact: text(), prefix: text(), regex: text() }, open);
const quotaRule = record(
  {
    match: list(record({ clause: map(textMatch) }, open)),
    quotas: list(record({ quota: text(), charge: int32() }, open)),
  },
  open,
);

export const quotaSpec = defineRules({
  group,
  kind: 'QuotaSpec',
  spec: record({ rules: list(quotaRule) }, open),
  check({ rules = [] }, report) {
    if (rules.length === 0) report.error('spec.rules', 'must have a rule in it');
    for (const [index, { match = [], quotas = [] }] of rules.entries()) {
      const field = at('spec.rules', index);
      for (const [position, { clause = [] }] of match.entries()) {
        for (const [attribute, value] of clause) {
          if (Object.values(value).includes(''))
            report.error(at(`${field}.match[${position}].clause`, attribute), 'must not be empty');
        }
      }
      if (quotas.length === 0) report.error(`${field}.quotas`, 'must have a quota in it');
      for (const [position, { quota, charge = 0 }] of quotas.entries()) {
        const here = at(`${field}.quotas`, position);
        if (!quota) report.error(`${here}.quota`, 'is required');
        if (charge <= 0) report.error(`${here}.charge`, 'must be more than 0');
      }
    }
  },
});

const pattern = record({ httpMethod: text(), uriTemplate: text(), regex: text() }, open);
const apiKey = record({ query: text(), header: text(), cookie: text() }, open);

export const httpApiSpec = defineRules({
  group,
  kind: 'HTTPAPISpec',
  spec: record(
    { attributes: record({ attributes: anything }, open), patterns: list(pattern), apiKeys: list(apiKey) },
    open,
  ),
  check({ attributes, patterns = [], apiKeys = [] }, report) {
    if (patterns.length === 0) report.error('spec.patterns', 'must have a pattern in it');
    // The release asks the attributes of the whole for each pattern anew, so patterns cannot do without them.
    if (Object.keys(attributes?.attributes ?? {}).length === 0 && (attributes !== undefined || patterns.length > 0)) {
      report.error('spec.attributes.attributes', 'must have an attribute in it');
    }
    for (const [index, { httpMethod, uriTemplate, regex }] of patterns.entries()) {
      const field = at('spec.patterns', index);
      if (!httpMethod) report.error(`${field}.httpMethod`, 'is required');
      if (uriTemplate === '' || regex === '') report.error(field, 'must not have an empty uriTemplate or regex');
    }
    for (const [index, key] of apiKeys.entries()) {
      if (Object.values(key).includes('')) report.error(at('spec.apiKeys', index), 'must not be empty');
    }
  },
});
