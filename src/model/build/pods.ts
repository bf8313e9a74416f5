import type { KubernetesObject } from '../../parsers/kubernetes-objects/index.js';
import type { Facet, Pod, PodSpec } from '../facets.js';
import { workloadOfName } from '../lookup/workload-name.js';
import { type Artifacts, absentKinds, type BuildContext, present } from './context.js';
import { listedOrAbsent, objectsOf } from './objects.js';
import { podColumns } from './pod-status.js';
import { tableRows } from './tables.js';

/** Pods from their objects, else from the table that kubectl prints. */
export function buildPods(context: BuildContext): Facet<readonly Pod[]> {
  const specs = context.facet('podSpecs');
  if (specs.state === 'present') return specs;
  const rows = tableRows(context.artifacts, 'pods');
  if (rows === undefined) return absentKinds(context.artifacts, 'list of pods', 'kubernetes-objects', 'kubectl-table');
  return present(rows.map((row) => ({ ...row, workload: workloadOfName(row.name) })));
}

export function buildPodSpecs({ artifacts }: BuildContext): Facet<readonly PodSpec[]> {
  const owners = namesOfOwners(artifacts);
  const pods = objectsOf(artifacts, 'Pod').map((object) => podSpec(object, owners));
  return listedOrAbsent(artifacts, pods, 'pod objects', 'Pod');
}

function podSpec({ metadata, spec, source }: KubernetesObject<'Pod'>, owners: ReadonlyMap<string, string>): PodSpec {
  const { uid, owner, labels, annotations, created, deleted } = metadata;
  const namespace = metadata.namespace ?? 'default';
  const [ip] = spec.ips;
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
  };
  return { ...pod, ...podColumns(pod) };
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
