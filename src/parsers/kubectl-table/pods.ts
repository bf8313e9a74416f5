import { cell, nameOf, type Place, placeOf, type Row } from './row.js';

export interface PodRow extends Place {
  namespace: string;
  name: string;
  status: string;
  ready?: { ready: number; total: number };
  restarts?: number;
  ip?: string;
  node?: string;
}

/** RESTARTS is `12`, or `12 (3m41s ago)` since kubectl 1.22. */
export function podRow(row: Row): PodRow | undefined {
  const name = nameOf(row);
  const status = cell(row, 'STATUS');
  if (name === undefined || status === undefined) return undefined;
  const [, ready, total] = /^(\d{1,4})\/(\d{1,4})$/.exec(cell(row, 'READY') ?? '') ?? [];
  const restarts = /^\d{1,9}/.exec(cell(row, 'RESTARTS') ?? '')?.[0];
  const ip = cell(row, 'IP');
  const node = cell(row, 'NODE');
  return {
    namespace: row.namespace,
    name,
    status,
    ...(ready !== undefined && { ready: { ready: Number(ready), total: Number(total) } }),
    ...(restarts !== undefined && { restarts: Number(restarts) }),
    ...(ip !== undefined && { ip }),
    ...(node !== undefined && { node }),
    ...placeOf(row),
  };
}
