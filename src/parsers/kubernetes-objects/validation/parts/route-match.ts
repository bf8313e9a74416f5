import { at, quote, type Report } from '../report.js';
import { flag, list, map, type Read, record, text, uint32 } from '../schema.js';
import { subnetProblem } from '../values/addresses.js';
import { matchedHeaderProblem } from '../values/headers.js';
import { nameProblem } from '../values/hosts.js';
import { checkLabels, isDnsLabel } from '../values/labels.js';
import { portProblem } from '../values/ports.js';
import { checkStringMatch, stringMatch } from './string-match.js';

const matches = map(stringMatch);

export const httpMatch = record({
  name: text(),
  uri: stringMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: matches,
  withoutHeaders: matches,
  queryParams: matches,
  port: uint32(),
  sourceLabels: map(text()),
  gateways: list(text()),
  ignoreUriCase: flag,
  sourceNamespace: text(),
  statPrefix: text(),
});

const l4Fields = {
  destinationSubnets: list(text()),
  port: uint32(),
  sourceLabels: map(text()),
  gateways: list(text()),
  sourceNamespace: text(),
};

export const tcpMatch = record({ ...l4Fields, sourceSubnet: text() });

export const tlsMatch = record({ ...l4Fields, sniHosts: list(text()) }, { required: ['sniHosts'] });

export function checkHttpMatch(match: Read<typeof httpMatch>, field: string, report: Report): void {
  for (const name of ['headers', 'withoutHeaders'] as const) {
    for (const [header, value] of match[name] ?? []) {
      const here = at(at(field, name), header);
      const problem = matchedHeaderProblem(header);
      if (problem !== undefined) report.error(here, problem);
      // An asterisk stands for any value of a header that must not be there.
      if (name === 'headers' || value.regex !== '*') checkStringMatch(value, here, report);
    }
  }
  checkStringMatch(match.uri, `${field}.uri`, report, { emptyPrefix: true });
  for (const name of ['scheme', 'method', 'authority'] as const) checkStringMatch(match[name], at(field, name), report);
  for (const [name, value] of match.queryParams ?? [])
    checkStringMatch(value, at(`${field}.queryParams`, name), report);
  checkOrigin(match, field, report);
  const { sourceNamespace = '' } = match;
  if (sourceNamespace !== '' && !isDnsLabel(sourceNamespace)) {
    report.error(`${field}.sourceNamespace`, `${quote(sourceNamespace)} is no namespace`);
  }
}

/** What TCP and TLS routes are matched by, except for SNI. */
export function checkL4Match(match: Read<typeof tcpMatch>, field: string, report: Report): void {
  for (const [index, subnet] of (match.destinationSubnets ?? []).entries()) {
    const problem = subnetProblem(subnet);
    if (problem !== undefined) report.error(at(`${field}.destinationSubnets`, index), problem);
  }
  checkOrigin(match, field, report);
}

interface Origin {
  port?: number;
  sourceLabels?: ReadonlyMap<string, string>;
  gateways?: readonly string[];
}

function checkOrigin({ port, sourceLabels, gateways }: Origin, field: string, report: Report): void {
  const problem = port ? portProblem(port) : undefined;
  if (problem !== undefined) report.error(`${field}.port`, problem);
  checkLabels(sourceLabels, `${field}.sourceLabels`, report);
  checkGatewayNames(gateways, `${field}.gateways`, report);
}

/** `name` or `namespace/name`; through Istio 1.0 also `name.namespace.svc.cluster.local`. */
export function checkGatewayNames(names: readonly string[] = [], field: string, report: Report): void {
  for (const [index, name] of names.entries()) {
    const here = at(field, index);
    const slash = name.indexOf('/');
    if (slash < 0) {
      checkUnscopedName(name, here, report);
      // istiod leaves the rest of the list unread.
      return;
    }
    const [namespace, gateway] = [name.slice(0, slash), name.slice(slash + 1)];
    if (!isDnsLabel(namespace)) report.error(here, `${quote(namespace)} is no namespace`);
    if (!isDnsLabel(gateway)) report.error(here, `${quote(gateway)} is no name of a Gateway`);
  }
}

function checkUnscopedName(name: string, field: string, report: Report): void {
  const [gateway = '', namespace] = name.split('.', 2);
  if (namespace !== undefined)
    report.warn(field, `is written as in Istio 1.0; ${quote(`${namespace}/${gateway}`)} replaces it`);
  const problem = nameProblem(name);
  if (problem !== undefined) report.error(field, problem);
}
