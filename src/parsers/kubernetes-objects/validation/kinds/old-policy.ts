import { at, quote, type Report } from '../report.js';
import { list, type Read, record, text, uint32 } from '../schema.js';
import { isDnsLabel } from '../values/labels.js';
import { portProblem } from '../values/ports.js';
import { urlScheme } from '../values/urls.js';
import { defineRules } from './kind.js';

/** Rules of Istio 1.5, the last release that reads these kinds. */
const group = 'authentication.istio.io';
const open = { open: true } as const;

const jwt = record(
  {
    issuer: text(),
    audiences: list(text()),
    jwksUri: text(),
    jwks: text(),
    jwtHeaders: list(text()),
    jwtParams: list(text()),
  },
  open,
);

const target = record({ name: text(), ports: list(record({ name: text(), number: uint32() }, open)) }, open);

const policySpec = record(
  { targets: list(target), peers: list(record({ jwt }, open)), origins: list(record({ jwt }, open)) },
  open,
);

type PolicySpec = Read<typeof policySpec>;

export const policy = defineRules({
  group,
  kind: 'Policy',
  spec: policySpec,
  check(spec, report, { name }) {
    const { targets = [] } = spec;
    if (targets.length === 0 && name !== 'default') report.error('metadata.name', 'must be default without targets');
    if (targets.length > 0 && name === 'default')
      report.error('spec.targets', 'cannot be there in the Policy named default');
    for (const [index, target] of targets.entries()) checkTarget(target, at('spec.targets', index), report);
    checkMethods(spec, report);
  },
});

export const meshPolicy = defineRules({
  group,
  kind: 'MeshPolicy',
  spec: policySpec,
  check(spec, report, { name }) {
    if (name !== 'default') report.error('metadata.name', 'must be default');
    if (spec.targets !== undefined) report.error('spec.targets', 'cannot be there: a MeshPolicy is for the whole mesh');
    checkMethods(spec, report);
  },
});

function checkTarget({ name = '', ports = [] }: Read<typeof target>, field: string, report: Report): void {
  if (!isDnsLabel(name)) report.error(`${field}.name`, `${quote(name)} is no short name of a Service`);
  for (const [index, { name = '', number = 0 }] of ports.entries()) {
    const here = at(`${field}.ports`, index);
    const problem = number === 0 ? undefined : portProblem(number);
    if (problem !== undefined) report.error(`${here}.number`, problem);
    if (number === 0 && !isDnsLabel(name)) report.error(here, 'must have a number or a name');
  }
}

function checkMethods({ peers = [], origins = [] }: PolicySpec, report: Report): void {
  const issuers = new Set<string>();
  for (const [index, { jwt }] of origins.entries()) {
    if (jwt === undefined) report.error(`spec.origins[${index}].jwt`, 'is required');
  }
  const methods = [
    ...peers.map(({ jwt }, index) => ({ jwt, field: `spec.peers[${index}].jwt` })),
    ...origins.map(({ jwt }, index) => ({ jwt, field: `spec.origins[${index}].jwt` })),
  ];
  for (const { jwt, field } of methods) {
    if (jwt === undefined) continue;
    const { issuer = '' } = jwt;
    if (issuers.has(issuer)) report.error(`${field}.issuer`, 'is the issuer of another method');
    issuers.add(issuer);
    checkJwt(jwt, field, report);
  }
}

function checkJwt(settings: Read<typeof jwt>, field: string, report: Report): void {
  if (!settings.issuer) report.error(`${field}.issuer`, 'is required');
  for (const name of ['audiences', 'jwtHeaders', 'jwtParams'] as const) {
    if (settings[name]?.includes('')) report.error(at(field, name), 'must not have empty elements');
  }
  const { jwksUri = '' } = settings;
  const scheme = urlScheme(jwksUri);
  if (jwksUri !== '' && scheme !== 'http' && scheme !== 'https') {
    report.error(`${field}.jwksUri`, `${quote(jwksUri)} is no URL of http or https`);
  }
}
