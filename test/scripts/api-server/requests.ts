import { forbidden, forbiddenPath, type Grant, mayRead, mayRequest, type ResourceRequest, rulesIn } from './access.js';
import { aggregatedDiscovery, discoveryDocument } from './discovery.js';
import { listDocument, pageOf, select } from './lists.js';
import { serveLog } from './logs.js';
import type { KubernetesObject, RecordedMesh } from './recorded-mesh.js';
import { groupVersionOf, type Resource } from './resources.js';
import { reviewedNamespace, reviewedRequest } from './reviews.js';
import { badRequest, notFound, tooManyRequests, unknownPath } from './status.js';
import { tableDocument } from './tables.js';

export interface Faults {
  /** Resources that are refused whatever the account's grants: `endpoints`, `pods/exec`, `gateways.networking.istio.io`. */
  forbid?: readonly string[];
  /** How many times the lists of a resource are answered with 429 first. */
  busy?: Record<string, number>;
  /** Resources whose lists never get an answer. */
  hang?: readonly string[];
  /** Names of pods that lists still show. */
  gone?: readonly string[];
}

/** What requests are answered from. */
export interface Cluster {
  mesh: RecordedMesh;
  user: string;
  grants: readonly Grant[];
  faults: Faults;
  now(): Date;
}

/** The object or list that a path names. */
export interface Target {
  resource: Resource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** What to send: text as it is, everything else as JSON; undefined: nothing, ever. */
export type Reply = string | object | undefined;

export function answerGet(url: URL, accept: string, cluster: Cluster): Reply {
  const target = targetOf(url.pathname, cluster.mesh.resources);
  if (target === undefined) return answerPath(url.pathname, accept, cluster);
  authorize(target, target.name === undefined ? 'list' : 'get', cluster);
  if (target.subresource === 'log') return podLog(target, url.searchParams, cluster);
  if (target.subresource !== undefined) throw badRequest('Upgrade request required');
  if (target.name !== undefined) return objectOf(target, cluster);
  return listOf(target, url.searchParams, accept, cluster);
}

function answerPath(path: string, accept: string, { mesh, user, grants }: Cluster): Reply {
  if (!mayRead(grants, path)) throw forbiddenPath(user, path);
  if (path === '/version') return mesh.serverVersion;
  if (path === '/readyz') return '[+]ping ok\n[+]etcd ok\n[+]informer-sync ok\nreadyz check passed\n';
  const document = discovery(path, accept, mesh);
  if (document === undefined) throw unknownPath();
  return document;
}

function discovery(path: string, accept: string, { resources, serverVersion }: RecordedMesh): object | undefined {
  const [, version] = /g=apidiscovery\.k8s\.io;v=(v2(?:beta1)?);/.exec(accept) ?? [];
  const aggregated = version !== undefined && Number.parseInt(serverVersion.minor ?? '', 10) >= 27;
  return (aggregated ? aggregatedDiscovery(path, version, resources) : undefined) ?? discoveryDocument(path, resources);
}

const objectPath =
  /^\/(?:api|apis\/([^/]+))\/(v[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

/** Nothing for a path that names no resource, such as /version and /apis/apps/v1. */
export function targetOf(path: string, resources: readonly Resource[]): Target | undefined {
  const [, group = '', version, namespace, plural, name, subresource] = objectPath.exec(path) ?? [];
  const resource = resources.find(
    (known) => known.group === group && known.version === version && known.name === plural,
  );
  if (resource === undefined) return undefined;
  return {
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

/** Throws the refusal that an account without the right gets. */
export function authorize({ resource, namespace, name, subresource }: Target, verb: string, cluster: Cluster): void {
  const plural = subresource === undefined ? resource.name : `${resource.name}/${subresource}`;
  const asked: ResourceRequest = {
    verb,
    group: resource.group,
    resource: plural,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
  if (!isAllowed(asked, cluster)) throw forbidden(cluster.user, asked);
}

function isAllowed(asked: ResourceRequest, { grants, faults }: Cluster): boolean {
  const named = asked.group === '' ? asked.resource : `${asked.resource}.${asked.group}`;
  return !faults.forbid?.includes(named) && mayRequest(grants, asked);
}

function listOf({ resource, namespace }: Target, query: URLSearchParams, accept: string, cluster: Cluster): Reply {
  const { mesh, faults, now } = cluster;
  if (faults.hang?.includes(resource.name)) return undefined;
  const refusals = faults.busy?.[resource.name] ?? 0;
  if (faults.busy !== undefined && refusals > 0) {
    faults.busy[resource.name] = refusals - 1;
    throw tooManyRequests();
  }
  const objects = mesh
    .list(resource)
    .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
  const page = pageOf(select(objects, query), query);
  return accept.includes('as=Table') ? tableDocument(resource.name, page, now()) : listDocument(resource, page);
}

function objectOf({ resource, namespace, name = '' }: Target, { mesh, faults }: Cluster): KubernetesObject {
  const found = mesh.list(resource).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  if (found === undefined || (resource.name === 'pods' && faults.gone?.includes(name))) {
    throw notFound(resource.name, name);
  }
  return { ...found, apiVersion: groupVersionOf(resource), kind: resource.kind };
}

function podLog(target: Target, query: URLSearchParams, cluster: Cluster): string {
  const { spec, metadata } = objectOf(target, cluster);
  const { name, namespace = '' } = metadata;
  const container = query.get('container') ?? spec.containers[0].name;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (!containers.some((known) => known.name === container)) {
    throw badRequest(`container ${container} is not valid for pod ${name}`);
  }
  const previous = query.get('previous') === 'true';
  const text = cluster.mesh.log(namespace, name, container, previous);
  if (text === undefined && previous) {
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  return serveLog(text ?? '', query, cluster.now());
}

/** Reviews are created to ask, not to be kept. */
export function answerReview(path: string, body: Buffer, cluster: Cluster): Reply {
  const review = { apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: {} };
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
    const status = { allowed: isAllowed(reviewedRequest(body), cluster) };
    return { ...review, kind: 'SelfSubjectAccessReview', status };
  }
  if (path !== '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews') throw unknownPath();
  const rules = rulesIn(cluster.grants, reviewedNamespace(body));
  return {
    ...review,
    kind: 'SelfSubjectRulesReview',
    status: {
      resourceRules: rules.filter(({ resources }) => resources !== undefined),
      nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined),
      incomplete: false,
    },
  };
}
