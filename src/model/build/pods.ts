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
  const owners = replicaSetOwners(artifacts);
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

/** A pod of a Deployment is owned by a replica set, whose own name is the Deployment's with a hash behind it. */
function workloadOf(
  { name, namespace, owner, labels }: KubernetesObject['metadata'],
  owners: ReadonlyMap<string, string>,
): string {
  if (owner === undefined) return name;
  if (owner.kind !== 'ReplicaSet') return owner.name;
  const hash = labels.get('pod-template-hash');
  const withoutHash =
    hash !== undefined && owner.name.endsWith(`-${hash}`) ? owner.name.slice(0, -hash.length - 1) : owner.name;
  return owners.get(`${namespace}/${owner.name}`) ?? withoutHash;
}

function replicaSetOwners(artifacts: Artifacts): ReadonlyMap<string, string> {
  return new Map(
    objectsOf(artifacts, 'ReplicaSet').flatMap(({ metadata: { namespace, name, owner } }) =>
      owner === undefined ? [] : [[`${namespace}/${name}`, owner.name] as const],
    ),
  );
}
