import type { MeshModel } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadOfName } from '../../model/lookup/workload-name.js';
import { listed, span, type TimelineEntry } from './entry.js';

/** Warnings among the Kubernetes events, one entry a reason and workload. Events are kept for an hour by default. */
export function events(model: MeshModel): TimelineEntry[] {
  const warnings = listed(model, 'events').filter(({ type }) => type === 'Warning');
  const groups = groupBy(warnings, ({ namespace, reason, object }) =>
    JSON.stringify([namespace, reason, object.kind, ownerName(object)]),
  );
  return [...groups.values()].flatMap((group): TimelineEntry[] => {
    const [{ namespace, reason, object, message, source }] = group;
    const when = span(group.flatMap(({ first, last }) => [first, last]));
    if (when === undefined) return [];
    const name = ownerName(object);
    return [
      {
        kind: 'event',
        ...when,
        title: `${reason}: ${object.kind} ${namespace === '' ? name : `${namespace}/${name}`}: ${firstLine(message)}`,
        severity: 'warning',
        subject: {
          kind: object.kind === 'Pod' ? 'Workload' : object.kind,
          ...(namespace !== '' && { namespace }),
          name,
        },
        count: group.reduce((sum, { count }) => sum + count, 0),
        clock: 'kubernetes',
        resolution: 1,
        evidence: source,
      },
    ];
  });
}

function ownerName({ kind, name }: { kind: string; name: string }): string {
  return kind === 'Pod' ? workloadOfName(name) : name;
}

function firstLine(message: string): string {
  const line = message.split('\n', 1)[0] ?? '';
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}
