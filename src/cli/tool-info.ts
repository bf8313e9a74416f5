import { createRequire } from 'node:module';
import { UsageError } from '../core/errors.js';

const { name, version } = createRequire(import.meta.url)('../../package.json') as { name: string; version: string };

export const toolInfo = { name, version };

/** The time a report carries; SOURCE_DATE_EPOCH pins it (reproducible-builds.org). */
export function generatedAt(environment = process.env): Date {
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') return new Date();
  if (!/^\d{1,11}$/.test(epoch)) throw new UsageError('SOURCE_DATE_EPOCH must be a number of seconds since 1970.');
  return new Date(Number(epoch) * 1000);
}
