import { isMasked } from '../../core/mask.js';
import type { KubernetesObject, ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import type { Facet, KubernetesEvent, Namespace, NetworkPolicy, Node, NodeSpec, Webhook, Workload } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { isManifests } from './listed.js';
import { listedOrAbsent, objectsOf } from './objects.js';
import { describedRows, distinctNamespaces, tableRows } from './tables.js';

/** Nodes from their objects, else from the table that kubectl prints, else from what it describes. */
export function buildNodes(context: BuildContext): Facet<readonly Node[]> {
  const specs = context.facet('nodeSpecs');
  if (specs.state === 'present') return specs;
  const rows = tableRows(context.artifacts, 'nodes') ?? describedRows(context.artifacts, 'nodes');
  return rows.length === 0
    ? absentKinds(context.artifacts, 'list of nodes', 'kubernetes-objects', 'kubectl-table')
    : present(rows);
}

export function buildNodeSpecs({ artifacts }: BuildContext): Facet<readonly NodeSpec[]> {
  const nodes = objectsOf(artifacts, 'Node').map(({ metadata: { name, labels }, spec, source }) => {
    const { internalIP, ...rest } = spec;
    return { name, labels, ...rest, ...(internalIP !== undefined && !isMasked(internalIP) && { internalIP }), source };
  });
  return listedOrAbsent(artifacts, nodes, 'node objects', 'Node');
}

export function buildNamespaces({ artifacts }: BuildContext): Facet<readonly Namespace[]> {
  const namespaces = objectsOf(artifacts, 'Namespace').map(
    ({ metadata: { name, labels, annotations }, spec, source }) => ({
      name,
      labels,
      annotations,
      ...spec,
      source,
    }),
  );
  return listedOrAbsent(artifacts, namespaces, 'namespaces', 'Namespace');
}

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'] as const satisfies readonly ObjectKind[];

/** Replica sets count only where nothing owns them. */
export function buildWorkloads({ artifacts }: BuildContext): Facet<readonly Workload[]> {
  const unowned = objectsOf(artifacts, 'ReplicaSet').filter(({ metadata }) => metadata.owner === undefined);
  const owned: readonly KubernetesObject<(typeof workloadKinds)[number]>[] = workloadKinds.flatMap((kind) =>
    objectsOf(artifacts, kind),
  );
  const cronJobs = objectsOf(artifacts, 'CronJob');
  const workloads = [...owned, ...unowned, ...cronJobs].map(({ kind, metadata, spec, source }) => ({
    kind,
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    labels: metadata.labels,
    annotations: metadata.annotations,
    ...spec,
    source,
  }));
  return listedOrAbsent(artifacts, workloads, 'workloads', ...workloadKinds);
}

/** Events from their objects, else from the table that kubectl prints, else from what it describes. */
export function buildEvents({ artifacts }: BuildContext): Facet<readonly KubernetesEvent[]> {
  const events = objectsOf(artifacts, 'Event').map(({ metadata, spec, source }) => ({
    namespace: metadata.namespace ?? 'default',
    ...spec,
    source,
  }));
  const listed = listedOrAbsent(artifacts, events, 'events', 'Event');
  const rows = listed.state === 'present' ? undefined : tableRows(artifacts, 'events');
  if (rows !== undefined) return present(rows);
  const described = listed.state === 'present' ? [] : describedRows(artifacts, 'events');
  if (described.length > 0)
    return present(described, { seen: described.length, namespaces: distinctNamespaces(described) });
  return artifacts.unusable('kubectl-table').length === 0
    ? listed
    : absentKinds(artifacts, 'events', 'kubernetes-objects', 'kubectl-table');
}

export function buildWebhooks({ artifacts }: BuildContext): Facet<readonly Webhook[]> {
  const kinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] as const;
  const webhooks = kinds.flatMap((kind) =>
    objectsOf(artifacts, kind).flatMap(({ metadata, spec, source }) =>
      spec.webhooks.map((webhook) => ({
        configuration: metadata.name,
        labels: metadata.labels,
        type: kind === 'MutatingWebhookConfiguration' ? ('mutating' as const) : ('validating' as const),
        ...webhook,
        source,
      })),
    ),
  );
  // Manifests of one kind say nothing about the other, and need not.
  const given = isManifests(artifacts) ? kinds.filter((kind) => artifacts.lists(kind)) : [];
  return listedOrAbsent(artifacts, webhooks, 'webhook configurations', ...(given.length > 0 ? given : kinds));
}

export function buildNetworkPolicies({ artifacts }: BuildContext): Facet<readonly NetworkPolicy[]> {
  const policies = objectsOf(artifacts, 'NetworkPolicy').map(({ metadata, spec, source }) => ({
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    ...spec,
    source,
  }));
  return listedOrAbsent(artifacts, policies, 'network policies', 'NetworkPolicy');
}
