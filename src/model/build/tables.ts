import type { Evidence } from '../../core/evidence.js';
import type { KubectlTable } from '../../parsers/kubectl-table/index.js';
import type { Artifacts } from './context.js';

type RowOf<K extends keyof KubectlTable> = Omit<NonNullable<KubectlTable[K]>[number], 'line' | 'excerpt'> & {
  source: Evidence;
};

/** Rows of one sort of kubectl table over all entries that have it; nothing when none has. */
export function tableRows<K extends keyof KubectlTable>(artifacts: Artifacts, name: K): RowOf<K>[] | undefined {
  const tables = artifacts.of('kubectl-table').flatMap(({ path, value }) => {
    const rows: readonly { line: number; excerpt: string }[] | undefined = value[name];
    return rows === undefined ? [] : [{ path, rows }];
  });
  if (tables.length === 0) return undefined;
  return tables.flatMap(({ path, rows }) =>
    rows.map(({ line, excerpt, ...row }) => ({ ...row, source: { path, line, excerpt } }) as unknown as RowOf<K>),
  );
}
