import { groupVersionOf, type Resource } from './resources.js';

const podSubresources = [
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
  { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
];
const verbs = ['get', 'list', 'watch'];

/** The document that describes the API below a path such as /apis/apps/v1; nothing when there is no such API. */
export function discoveryDocument(path: string, resources: readonly Resource[]): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(resources) };
  const groupVersion = path.replace(/^\/apis?\//, '');
  const members = resources.filter((resource) => groupVersionOf(resource) === groupVersion);
  if (members.length === 0) return groupsOf(resources).find(({ name }) => name === groupVersion);
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: members.flatMap((resource) => [
      { ...resourceEntry(resource), verbs },
      ...subresourcesOf(resource).map((sub) => ({
        ...resourceEntry(resource),
        ...sub,
        name: `${resource.name}/${sub.name}`,
      })),
    ]),
  };
}

function groupsOf(resources: readonly Resource[]) {
  const groups = new Map(resources.filter(({ group }) => group !== '').map((resource) => [resource.group, resource]));
  return [...groups.values()].map((resource) => {
    const served = { groupVersion: groupVersionOf(resource), version: resource.version };
    return { name: resource.group, versions: [served], preferredVersion: served };
  });
}

function resourceEntry({ name, kind, namespaced }: Resource) {
  return { name, singularName: kind.toLowerCase(), namespaced, kind };
}

function subresourcesOf({ group, name }: Resource) {
  return group === '' && name === 'pods' ? podSubresources : [];
}

/** Aggregated discovery, which servers have since Kubernetes 1.27: everything below /api or /apis in one answer. */
export function aggregatedDiscovery(path: string, version: string, resources: readonly Resource[]): object | undefined {
  if (path !== '/api' && path !== '/apis') return undefined;
  const core = path === '/api';
  const groups = new Map<string, Resource[]>();
  for (const resource of resources.filter(({ group }) => (group === '') === core)) {
    groups.set(resource.group, [...(groups.get(resource.group) ?? []), resource]);
  }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: [...groups].map(([name, members]) => ({
      metadata: { name },
      versions: [{ version: members[0]?.version, freshness: 'Current', resources: members.map(aggregatedEntry) }],
    })),
  };
}

function aggregatedEntry(resource: Resource) {
  const { group, version, name, kind, namespaced } = resource;
  return {
    resource: name,
    singularResource: kind.toLowerCase(),
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    verbs,
    subresources: subresourcesOf(resource).map((sub) => ({
      subresource: sub.name,
      responseKind: { group: '', version: 'v1', kind: sub.kind },
      verbs: sub.verbs,
    })),
  };
}
