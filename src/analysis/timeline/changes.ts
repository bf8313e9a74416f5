import type { NonEmpty } from '../../core/non-empty.js';
import type { ConfigObject } from '../../model/config-object.js';
import type { FacetName, MeshModel } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { listed, span, type TimelineEntry } from './entry.js';

/** Configuration that istiod turns into what proxies do. */
const configuration = [
  'virtualServices',
  'destinationRules',
  'istioGateways',
  'serviceEntries',
  'sidecars',
  'peerAuthentications',
  'authenticationPolicies',
  'authorizationPolicies',
  'requestAuthentications',
  'envoyFilters',
  'telemetries',
  'proxyExtensions',
  'kubernetesGateways',
  'kubernetesRoutes',
  'workloadEntries',
] as const satisfies readonly FacetName[];

/** When configuration objects were created. Objects do not tell when they were changed (kubectl leaves managedFields out). */
export function changes(model: MeshModel): TimelineEntry[] {
  return configuration.flatMap((name) => (listed(model, name) as readonly ConfigObject<unknown>[]).flatMap(creationOf));
}

function creationOf(object: ConfigObject<unknown>): TimelineEntry[] {
  const when = span([object.created]);
  if (when === undefined) return [];
  const { kind, namespace, name, source } = object;
  return [
    {
      kind: 'change',
      ...when,
      title: `${kind} ${namespace === '' ? name : `${namespace}/${name}`} was created`,
      subject: configSubject(object),
      count: 1,
      clock: 'kubernetes',
      resolution: 1,
      evidence: source,
    },
  ];
}

const minute = 60_000;
/** From so many in one minute they are one thing that somebody did: an installation, a restart of a node. */
const crowd = 4;

/** Changes of one minute as one entry, where they are many. */
export function crowded(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const byMinute = groupBy(entries, ({ at }) => String(Math.floor(Date.parse(at) / minute)));
  return [...byMinute.values()].flatMap((group) => (group.length < crowd ? group : [joined(group)]));
}

function joined(group: NonEmpty<TimelineEntry>): TimelineEntry {
  const [first, second] = group;
  const { subject: _, ...rest } = first;
  return {
    ...rest,
    ...span(group.flatMap(({ at, until }) => [at, until])),
    title: `${first.title}, ${second?.title ?? ''} and ${group.length - 2} more changes`,
    count: group.reduce((sum, { count }) => sum + count, 0),
  };
}
