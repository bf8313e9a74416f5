import { at, quote, type Report } from '../report.js';
import { int32, type Read, record, text, uint32 } from '../schema.js';
import { hostProblem } from '../values/hosts.js';
import { isDnsLabel } from '../values/labels.js';
import { portProblem } from '../values/ports.js';

export const portSelector = record({ number: uint32() });

export const destination = record({ host: text(), port: portSelector, subset: text() }, { required: ['host'] });

/** A destination of TCP and TLS routes. */
export const weightedDestination = record({ destination, weight: int32() }, { required: ['destination'] });

export function checkDestination(to: Read<typeof destination> | undefined, field: string, report: Report): void {
  if (to === undefined) return;
  const { host = '', subset, port } = to;
  const problem = host === '*' ? 'a destination must be a host, not all of them' : hostProblem(host);
  if (problem !== undefined) report.error(at(field, 'host'), problem);
  if (subset) checkSubsetName(subset, at(field, 'subset'), report);
  const wrongPort = port && portProblem(port.number);
  if (wrongPort !== undefined) report.error(`${field}.port.number`, wrongPort);
}

export function checkSubsetName(name: string | undefined, field: string, report: Report): void {
  if (!name) report.error(field, 'is required');
  else if (!isDnsLabel(name)) report.error(field, `${quote(name)} is no DNS label`);
}

interface Weighted {
  destination?: Read<typeof destination>;
  weight?: number;
}

/** Each destination of a route, and their weights together. */
export function checkDestinations(route: readonly Weighted[], field: string, report: Report): void {
  let total = 0;
  for (const [index, { destination, weight = 0 }] of route.entries()) {
    const here = at(field, index);
    if (destination === undefined) report.error(at(here, 'destination'), 'is required');
    checkDestination(destination, at(here, 'destination'), report);
    if (weight < 0) report.error(at(here, 'weight'), `${weight} is less than 0`);
    total += weight;
  }
  if (route.length > 1 && total === 0) report.error(field, 'the weights of several destinations must not all be 0');
}
