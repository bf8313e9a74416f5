import type { KubernetesObject } from './recorded-mesh.js';

/** One kind of object that the API server knows. */
export interface Resource {
  /** Empty for the core group. */
  group: string;
  version: string;
  name: string;
  kind: string;
  namespaced: boolean;
  /** Defined by a CustomResourceDefinition. */
  custom: boolean;
}

/** GROUP/VERSION RESOURCE KIND, for kinds without namespaces an asterisk, and the minor version that brought the kind. */
const builtIn = `
v1 namespaces Namespace *
v1 nodes Node *
v1 pods Pod
v1 services Service
v1 endpoints Endpoints
v1 configmaps ConfigMap
v1 events Event
v1 secrets Secret
v1 serviceaccounts ServiceAccount
v1 replicationcontrollers ReplicationController
v1 persistentvolumeclaims PersistentVolumeClaim
apps/v1 deployments Deployment
apps/v1 replicasets ReplicaSet
apps/v1 statefulsets StatefulSet
apps/v1 daemonsets DaemonSet
batch/v1 jobs Job
batch/v1 cronjobs CronJob
autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler
policy/v1 poddisruptionbudgets PodDisruptionBudget
networking.k8s.io/v1 networkpolicies NetworkPolicy
networking.k8s.io/v1 ingresses Ingress
networking.k8s.io/v1 ingressclasses IngressClass * 18
discovery.k8s.io/v1 endpointslices EndpointSlice 17
coordination.k8s.io/v1 leases Lease 14
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration *
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration *
admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy * 26
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition *
apiregistration.k8s.io/v1 apiservices APIService *
`;

/** Those of Kubernetes 1.`minor`, and a custom one for each recorded place of the form `group/resource`. */
export function resourcesOf(recorded: ReadonlyMap<string, readonly KubernetesObject[]>, minor: number): Resource[] {
  const custom = [...recorded].filter(([place]) => place.includes('/'));
  const versions = new Map(
    custom.flatMap(([, objects]) => objects).map(({ apiVersion }) => apiVersion.split('/') as [string, string]),
  );
  return [
    ...builtInResources(minor),
    ...custom.map(([place, objects]) => customResource(place, objects[0]?.kind, versions)),
  ];
}

function builtInResources(minor: number): Resource[] {
  return builtIn
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter((words) => Number(words.find((word) => /^\d+$/.test(word)) ?? 0) <= minor)
    .map(([groupVersion = '', name = '', kind = '', ...rest]) => {
      const [version = '', group = ''] = groupVersion.split('/').reverse();
      return { group, version, name, kind, namespaced: !rest.includes('*'), custom: false };
    });
}

/** One version serves a whole group; an empty list does not tell its own. */
function customResource(place: string, kind: string | undefined, versions: ReadonlyMap<string, string>): Resource {
  const [group = '', name = ''] = place.split('/');
  return {
    group,
    name,
    version: versions.get(group) ?? 'v1',
    kind: kind ?? name,
    namespaced: name !== 'meshpolicies' && name !== 'gatewayclasses',
    custom: true,
  };
}

export function groupVersionOf({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The CustomResourceDefinition that a recorded custom resource must have had. */
export function definitionOf({ group, version, name, kind, namespaced }: Resource): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${name}.${group}` },
    spec: {
      group,
      names: { kind, plural: name },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [{ name: version, served: true, storage: true }],
    },
  };
}
