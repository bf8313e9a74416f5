import { InvalidArgumentError } from 'commander';
import type { Suppression } from '../analysis/suppress.js';
import { type Severity, severities } from '../core/severity.js';
import { facetInfo } from '../model/facet-info.js';
import { type FormatName, formats } from '../render/index.js';

export interface OutputFormat {
  name: FormatName;
  /** Absent: standard output. */
  file?: string;
}

export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

export function collectFormat(value: string, previous: OutputFormat[] = []): OutputFormat[] {
  const [name = '', ...rest] = value.split('=');
  if (!(formats as readonly string[]).includes(name))
    throw new InvalidArgumentError(`Known formats: ${formats.join(', ')}.`);
  const file = rest.join('=');
  return [...previous, { name: name as FormatName, ...(file !== '' && { file }) }];
}

export function collectSuppression(value: string, previous: Suppression[] = []): Suppression[] {
  const [, check, subject, until] = /^([^=@]+)(?:=([^@]+))?(?:@(\d{4}-\d{2}-\d{2}))?$/.exec(value) ?? [];
  if (check === undefined) throw new InvalidArgumentError('Write ID, ID=SUBJECT or ID=SUBJECT@YYYY-MM-DD.');
  return [...previous, { check, ...(subject !== undefined && { subject }), ...(until !== undefined && { until }) }];
}

export function parseNamespace(value: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value))
    throw new InvalidArgumentError('Lower-case letters, digits and dashes, at most 63.');
  return value;
}

export function parseFailOn(value: string): Severity | 'never' {
  const known = [...severities, 'never' as const];
  const found = known.find((severity) => severity === value);
  if (found === undefined) throw new InvalidArgumentError(`One of ${known.join(', ')}.`);
  return found;
}

export function parseFacets(value: string): string[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(facetInfo, name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Known: ${Object.keys(facetInfo).join(', ')}.`);
  return names;
}

export function parseTime(value: string): Date {
  const time = new Date(value);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('Write an RFC 3339 time, for example 2026-03-04T09:31:00Z.');
  return time;
}
