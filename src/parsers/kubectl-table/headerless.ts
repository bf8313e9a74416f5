import type { Line } from '../support/lines.js';

type Shape = 'pods' | 'services' | 'nodes';

/**
 * Columns behind the name, by the shape of the whole row: `--no-headers` of the tables that no other can be taken for.
 * What follows the last one is the wide form.
 */
const shapes: readonly { shape: Shape; fits: readonly RegExp[]; columns: readonly string[] }[] = [
  {
    shape: 'pods',
    fits: [/^\d{1,4}\/\d{1,4}$/, /^[A-Z][\w:.-]{1,80}$/, /^\d{1,9}(?: \(.{1,20} ago\))?$/, /^(?:\d{1,6}[smhdy]){1,2}$/],
    columns: ['READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  },
  {
    shape: 'services',
    fits: [
      /^(?:ClusterIP|NodePort|LoadBalancer|ExternalName)$/,
      /^\S{1,60}$/,
      /^\S{1,500}$/,
      /^(?:\d\S{0,500}|<none>)$/,
    ],
    columns: ['TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE', 'SELECTOR'],
  },
  {
    shape: 'nodes',
    fits: [
      /^(?:Ready|NotReady|Unknown)(?:,SchedulingDisabled)?$/,
      /^\S{1,200}$/,
      /^(?:\d{1,6}[smhdy]){1,2}$/,
      /^v\d{1,3}\.\d/,
    ],
    columns: ['STATUS', 'ROLES', 'AGE', 'VERSION', 'INTERNAL-IP', 'EXTERNAL-IP'],
  },
];

const name = /^(?:[a-z0-9.]{1,253}\/)?[a-z0-9][a-z0-9.-]{0,252}$/;

/** A row of a table that was printed without its header; nothing when it has none of the known shapes. */
export function headerlessRow({ text }: Line): { shape: Shape; cells: Map<string, string> } | undefined {
  const cells = text.trim().split(/ {2,}/);
  for (const { shape, fits, columns } of shapes) {
    // With `-A` the namespace stands in front.
    for (const named of [['NAME'], ['NAMESPACE', 'NAME']]) {
      const values = cells.slice(named.length);
      if (values.length < fits.length || values.length > columns.length) continue;
      if (!named.every((_, index) => name.test(cells[index] ?? ''))) continue;
      if (!fits.every((pattern, index) => pattern.test(values[index] ?? ''))) continue;
      return {
        shape,
        cells: new Map(
          [...named, ...columns].flatMap((column, index) =>
            cells[index] === undefined ? [] : [[column, cells[index]]],
          ),
        ),
      };
    }
  }
  return undefined;
}
