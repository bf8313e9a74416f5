import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { Refusal } from './status.js';

/** A rule of a Role or ClusterRole. */
export interface Rule {
  apiGroups?: readonly string[];
  resources?: readonly string[];
  nonResourceURLs?: readonly string[];
  verbs: readonly string[];
}

/** What a binding gives to the account; without a namespace it holds in the whole cluster. */
export interface Grant {
  namespace?: string;
  rules: readonly Rule[];
}

export interface ResourceRequest {
  verb: string;
  group: string;
  /** With its subresource: `pods/exec`. */
  resource: string;
  /** Absent: all namespaces. */
  namespace?: string;
  name?: string;
}

const everyone: Grant = {
  rules: [
    { nonResourceURLs: ['/api', '/apis', '/version', '/readyz', '/livez'], verbs: ['get'] },
    {
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      verbs: ['create'],
    },
  ],
};

/** The rules of `scripts/capture-clusterrole.yaml`. */
export function shippedRules(): Rule[] {
  const file = new URL('../../../scripts/capture-clusterrole.yaml', import.meta.url);
  return (load(readFileSync(file, 'utf8')) as { rules: Rule[] }).rules;
}

export function rulesIn(grants: readonly Grant[], namespace: string): Rule[] {
  return [...grants, everyone]
    .filter((grant) => grant.namespace === undefined || grant.namespace === namespace)
    .flatMap(({ rules }) => rules);
}

export function mayRequest(grants: readonly Grant[], { verb, group, resource, namespace }: ResourceRequest): boolean {
  const within = (values: readonly string[] | undefined, value: string) =>
    values?.includes(value) || values?.includes('*');
  return rulesIn(grants, namespace ?? '').some(
    ({ verbs, apiGroups, resources }) => within(verbs, verb) && within(apiGroups, group) && within(resources, resource),
  );
}

/** Paths without objects; each stands for what is below it too. */
export function mayRead(grants: readonly Grant[], path: string): boolean {
  return rulesIn(grants, '').some(
    ({ verbs, nonResourceURLs }) =>
      verbs.includes('get') && nonResourceURLs?.some((url) => path === url || path.startsWith(`${url}/`)),
  );
}

/** In the words of the RBAC authorizer. */
export function forbidden(user: string, { verb, group, resource, namespace, name }: ResourceRequest): Refusal {
  const [plural = ''] = resource.split('/');
  const qualified = group === '' ? plural : `${plural}.${group}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${qualified}${name === undefined ? '' : ` "${name}"`} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  return new Refusal(403, 'Forbidden', message, { ...(name !== undefined && { name }), group, kind: plural });
}

export function forbiddenPath(user: string, path: string): Refusal {
  return new Refusal(403, 'Forbidden', `forbidden: User "${user}" cannot get path "${path}"`);
}
