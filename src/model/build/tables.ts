import type { Evidence } from '../../core/evidence.js';
import type { KubectlTable } from '../../parsers/kubectl-table/index.js';
import type { Artifacts } from './context.js';

type TableName = Exclude<keyof KubectlTable, 'described'>;
type RowOf<K extends TableName> = Omit<NonNullable<KubectlTable[K]>[number], 'line' | 'excerpt'> & {
  source: Evidence;
};

/** Rows of one sort of kubectl table over all entries that have it; nothing when none has. */
export function tableRows<K extends TableName>(artifacts: Artifacts, name: K): RowOf<K>[] | undefined {
  return rowsOf(artifacts, name, false);
}

/** What `kubectl describe` says of objects of one sort: never all that there are. */
export function describedRows<K extends TableName>(artifacts: Artifacts, name: K): RowOf<K>[] {
  return rowsOf(artifacts, name, true) ?? [];
}

export function distinctNamespaces(rows: readonly { namespace: string }[]): string[] {
  return [...new Set(rows.map(({ namespace }) => namespace))].sort();
}

function rowsOf<K extends TableName>(artifacts: Artifacts, name: K, described: boolean): RowOf<K>[] | undefined {
  const tables = artifacts.of('kubectl-table').flatMap(({ path, value }) => {
    const rows: readonly { line: number; excerpt: string }[] | undefined = value[name];
    return rows === undefined || (value.described === true) !== described ? [] : [{ path, rows }];
  });
  if (tables.length === 0) return undefined;
  return tables.flatMap(({ path, rows }) =>
    rows.map(({ line, excerpt, ...row }) => ({ ...row, source: { path, line, excerpt } }) as unknown as RowOf<K>),
  );
}
