import { citeField, type Evidence } from '../../core/evidence.js';
import type { Namespace, PodSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isPodInMesh } from '../../model/lookup/in-mesh.js';
import { isFinished } from '../../model/lookup/pods.js';
import { routedServices } from '../../model/lookup/routed-services.js';
import { isKubernetesNamespace } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const injectionUnlabelledNamespace = defineCheck({
  meta: {
    id: 'injection/unlabelled-namespace',
    title: 'Namespaces of services in the mesh are labelled for it',
    severity: 'info',
    basis: 'declared',
    why: 'Pods of a namespace without a label get no sidecar, so that mutual TLS and policies do not reach them. Where the injector injects by default, the missing label hides that they do.',
    fix: [
      {
        text: 'Label the namespace for injection or for ambient mode, or with istio-injection=disabled if it is to stay outside.',
        command: 'kubectl label namespace {namespace} istio-injection=enabled',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
      },
    ],
    codes: ['IST0102', 'IST0148'],
    decides:
      'A namespace has neither istio-injection nor istio.io/rev, and is not ambient. In manifests every such namespace is told, as istioctl does; in a bundle only one with pods without a proxy behind a service that a route of the mesh names.',
    falsePositives: ['Silent about namespaces of Kubernetes and of the control plane.'],
  },
  requires: ['namespaces', 'mesh'],
  uses: ['injectors', 'podSpecs', 'virtualServices', 'kubernetesRoutes'],
  messages: {
    notInjected: 'Namespace {namespace} is not labelled for injection',
    injectedByDefault: 'Namespace {namespace} has no label and is injected by default',
  },
  *run({ namespaces, mesh, injectors = [], podSpecs = [], virtualServices, kubernetesRoutes }) {
    const { isManifests } = mesh;
    const byDefault = injectors.find(({ revision }) => revision === 'default');
    const routed = routedServices({
      mesh,
      ...(virtualServices !== undefined && { virtualServices }),
      ...(kubernetesRoutes !== undefined && { kubernetesRoutes }),
    });
    const routedNamespaces = new Set([...routed].map((service) => service.slice(0, service.indexOf('/'))));
    const pods = groupBy(podSpecs, ({ namespace }) => namespace);
    for (const namespace of namespaces) {
      const { name, source } = namespace;
      if (!isUnlabelled(namespace) || !isAnalyzedNamespace(name) || name === 'istio-system') continue;
      const outside = (pods.get(name) ?? []).filter((pod) => !isFinished(pod) && !isPodInMesh(pod, namespaces));
      if (!isManifests && (mesh.istioNamespaces.includes(name) || isKubernetesNamespace(name))) continue;
      const injects = byDefault?.enableNamespacesByDefault === true;
      if (!isManifests && (injects || !routedNamespaces.has(name) || outside.length === 0)) continue;
      yield {
        messageId: injects ? 'injectedByDefault' : 'notInjected',
        args: { namespace: name },
        subject: { kind: 'Namespace', name },
        aliases: [injects ? 'IST0148' : 'IST0102'],
        evidence: [
          citeField(source, 'metadata.labels', [...namespace.labels.keys()].join(', ') || 'no labels'),
          ...(injects && byDefault !== undefined
            ? [citeField(byDefault.source, 'data.values', 'sidecarInjectorWebhook.enableNamespacesByDefault: true')]
            : outside.slice(0, 3).map(citeWithoutProxy)),
        ],
      };
    }
  },
});

function isUnlabelled({ labels }: Namespace): boolean {
  return (
    !labels.get('istio-injection') && !labels.has('istio.io/rev') && labels.get('istio.io/dataplane-mode') !== 'ambient'
  );
}

function citeWithoutProxy({ source, name, containers }: PodSpec): Evidence {
  return citeField(
    source,
    'spec.containers',
    `${containers.map((container) => container.name).join(', ')} (pod ${name})`,
  );
}
