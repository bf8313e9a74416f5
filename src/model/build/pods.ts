import { isMasked } from '../../core/mask.js';
import type { KubernetesObject } from '../../parsers/kubernetes-objects/index.js';
import type { Facet, Pod, PodSpec } from '../facets.js';
import { workloadOfName } from '../lookup/workload-name.js';
import { type Artifacts, absent, absentKinds, type BuildContext, present } from './context.js';
import { listedOrAbsent, objectsOf } from './objects.js';
import { podColumns } from './pod-status.js';
import { describedRows, distinctNamespaces, tableRows } from './tables.js';

/**
 * Pods with their state: from their objects, else from the table that kubectl prints, else from those objects that tell a
 * state and those pods that kubectl describes.
 */
export function buildPods(context: BuildContext): Facet<readonly Pod[]> {
  const { artifacts } = context;
  const specs = context.facet('podSpecs');
  const known = specs.state === 'present' ? specs.value.filter(({ statusUnknown }) => !statusUnknown) : [];
  if (specs.state === 'present' && known.length === specs.value.length) return specs;
  const rows = tableRows(artifacts, 'pods');
  if (rows !== undefined) return present(rows.map(withWorkload));
  const described = describedRows(artifacts, 'pods').filter(
    (row) => !known.some(({ namespace, name }) => namespace === row.namespace && name === row.name),
  );
  const pods = [...known, ...described.map(withWorkload)];
  if (specs.state === 'absent' && pods.length > 0)
    return present(pods, { seen: pods.length, namespaces: distinctNamespaces(pods) });
  if (specs.state === 'absent') return absentKinds(artifacts, 'list of pods', 'kubernetes-objects', 'kubectl-table');
  return pods.length === 0
    ? absent('the pods in the bundle do not tell their status (manifests, or kubectl get --export)')
    : present(pods, { ...specs.coverage, seen: pods.length, expected: Math.max(specs.value.length, pods.length) });
}

function withWorkload<R extends { name: string; ip?: string }>({ ip, ...row }: R) {
  const isHidden = ip !== undefined && isMasked(ip);
  return {
    ...row,
    workload: workloadOfName(row.name),
    ...(isHidden ? { addressMasked: true as const } : ip !== undefined && { ip }),
  };
}

export function buildPodSpecs({ artifacts }: BuildContext): Facet<readonly PodSpec[]> {
  const owners = namesOfOwners(artifacts);
  const pods = objectsOf(artifacts, 'Pod').map((object) => podSpec(object, owners));
  return listedOrAbsent(artifacts, pods, 'pod objects', 'Pod');
}

function podSpec(object: KubernetesObject<'Pod'>, owners: ReadonlyMap<string, string>): PodSpec {
  const { metadata, spec, source } = object;
  const { uid, owner, labels, annotations, created, deleted } = metadata;
  const namespace = metadata.namespace ?? 'default';
  const ips = spec.ips.filter((address) => !isMasked(address));
  const [ip] = ips;
  const pod = {
    namespace,
    name: metadata.name,
    workload: workloadOf(metadata, owners),
    ...(ip !== undefined && { ip }),
    ...(uid !== undefined && { uid }),
    ...(owner !== undefined && { owner }),
    labels,
    annotations,
    ...(created !== undefined && { created }),
    ...(deleted !== undefined && { deleted }),
    source,
    ...spec,
    phase: spec.phase ?? 'Unknown',
    ips,
    ...(ips.length < spec.ips.length && { addressMasked: true as const }),
  };
  return tellsStatus(object) ? { ...pod, ...podColumns(pod) } : { ...pod, status: 'Unknown', statusUnknown: true };
}

/**
 * The API server gives every pod a phase when it creates it, a uid and a time. Manifests have none of them, and
 * `kubectl get --export` (up to 1.17) resets the status to that of a new pod and takes the others away.
 */
function tellsStatus({ metadata: { uid, created }, spec: { phase, conditions } }: KubernetesObject<'Pod'>): boolean {
  return phase !== undefined && (conditions.length > 0 || phase !== 'Pending' || (uid ?? created) !== undefined);
}

/**
 * The name that stays when pods come and go: of the Deployment behind a replica set, of the CronJob behind a job, else of the
 * owner itself. Without the objects in between, their names tell: they are the workload's with a hash or a time behind it.
 */
function workloadOf(
  { name, namespace, owner, labels }: KubernetesObject['metadata'],
  owners: ReadonlyMap<string, string>,
): string {
  if (owner === undefined) return name;
  // A static pod is owned by its node and named after it.
  if (owner.kind === 'Node') return withoutSuffix(name, owner.name);
  const known = owners.get(`${owner.kind} ${namespace}/${owner.name}`);
  if (known !== undefined) return known;
  if (owner.kind === 'ReplicaSet') return withoutSuffix(owner.name, labels.get('pod-template-hash'));
  return owner.kind === 'Job' ? owner.name.replace(/-\d{8,10}$/, '') : owner.name;
}

function withoutSuffix(name: string, suffix: string | undefined): string {
  return suffix !== undefined && name.endsWith(`-${suffix}`) ? name.slice(0, -suffix.length - 1) : name;
}

function namesOfOwners(artifacts: Artifacts): ReadonlyMap<string, string> {
  return new Map(
    [...objectsOf(artifacts, 'ReplicaSet'), ...objectsOf(artifacts, 'Job')].map(
      ({ kind, metadata: { namespace, name, owner } }) => [`${kind} ${namespace}/${name}`, owner?.name ?? name],
    ),
  );
}
