import { cell, nameOf, type Place, placeOf, type Row } from './row.js';

export interface NodeRow extends Place {
  name: string;
  ready: boolean;
  schedulable: boolean;
  kubeletVersion?: string;
  internalIP?: string;
}

/** STATUS is `Ready`, `NotReady`, `Unknown`, with `,SchedulingDisabled` behind it on a cordoned node. */
export function nodeRow(row: Row): NodeRow | undefined {
  const name = nameOf(row);
  const status = cell(row, 'STATUS')?.split(',');
  if (name === undefined || status === undefined) return undefined;
  const version = cell(row, 'VERSION');
  const internalIP = cell(row, 'INTERNAL-IP');
  return {
    name,
    ready: status[0] === 'Ready',
    schedulable: !status.includes('SchedulingDisabled'),
    ...(version !== undefined && { kubeletVersion: version }),
    ...(internalIP !== undefined && { internalIP }),
    ...placeOf(row),
  };
}
