import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Subject } from '../../core/subject.js';
import type { Injector, MeshConfig, MeshFacts, Namespace, PodSpec, ProxyConfigObject } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { istioImageVersion } from '../../model/lookup/image-version.js';
import { isBefore } from '../../model/lookup/istio-version.js';
import { isFinished, proxyContainer, workloadSubject } from '../../model/lookup/pods.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { shownMinor } from '../../model/lookup/shown-release.js';
import { defineCheck, type Finding } from '../check.js';

/** Releases whose istioctl told of each pod (IST0105); since then it tells of the namespace (IST0158). */
const lastPerPod = 17;

export const injectionProxyImage = defineCheck({
  meta: {
    id: 'injection/proxy-image',
    title: 'Pods run the proxy image that the injector gives',
    severity: 'warning',
    why: 'Injection happens when a pod is created: after an upgrade of the control plane the proxies stay as they were until their pods are replaced.',
    fix: [
      {
        text: 'Restart the workloads of the namespace.',
        command: 'kubectl rollout restart deployment -n {namespace}',
        doc: 'https://istio.io/latest/docs/setup/upgrade/canary/#data-plane',
      },
    ],
    codes: ['IST0105', 'IST0158'],
    decides:
      'Compares the image of the container istio-proxy with that in the ConfigMap of the injector for the revision of the namespace. Outside of manifests the releases are compared rather than the images, so that a mirror or a variant (distroless) is no difference. Up to Istio 1.17 each pod or workload is told, as istioctl did then; since then the namespace.',
    falsePositives: [
      'Silent about pods with the annotation sidecar.istio.io/proxyImage, and about images whose tag is no release.',
    ],
  },
  requires: ['injectors', 'podSpecs', 'namespaces', 'mesh'],
  uses: ['proxyConfigObjects', 'meshConfig', 'workloads'],
  messages: {
    pod: '{kind} {namespace}/{name} runs proxy image {image}, while the injector of revision {revision} gives {expected}',
    mismatch:
      'Pods of namespace {namespace} run proxy image {image}, while the injector of revision {revision} gives {expected} ({count} pods)',
  },
  era(mesh) {
    return isBefore(3, mesh)
      ? 'the injector of Istio before 1.3 has the image in a template and not among its values'
      : true;
  },
  *run({ injectors, podSpecs, namespaces, mesh, proxyConfigObjects = [], meshConfig, workloads = [] }) {
    const isPerPod = isToldPerPod(shownMinor({ mesh, podSpecs, workloads }));
    const pods = groupBy(podSpecs, ({ namespace }) => namespace);
    for (const namespace of namespaces) {
      const revision = revisionOf(namespace);
      const injector = revision === undefined ? undefined : injectorOf(revision, injectors, mesh);
      const expected = injector?.proxyImage;
      if (revision === undefined || injector === undefined || expected === undefined) continue;
      const images = (pods.get(namespace.name) ?? []).flatMap((pod) => imageOf(pod) ?? []);
      const others = images.filter(({ pod, image }) =>
        mesh.isManifests
          ? ![expected, `${expected}-${variantOf(pod, proxyConfigObjects, meshConfig)}`].includes(image)
          : hasOtherRelease(image, expected),
      );
      if (!isNonEmpty(others)) continue;
      const [{ image }] = others;
      if (isPerPod) {
        yield* perPod(others, { revision, expected, injector });
        continue;
      }
      yield {
        messageId: 'mismatch',
        args: { namespace: namespace.name, image, revision, expected, count: others.length },
        subject: { kind: 'Namespace', name: namespace.name },
        aliases: ['IST0158'],
        evidence: [
          ...mapNonEmpty(others, (other) =>
            citeField(other.pod.source, 'spec.containers[istio-proxy].image', `${other.image} (pod ${other.pod.name})`),
          ),
          citeField(injector.source, 'data.values', expected),
        ],
      };
    }
  },
});

function isToldPerPod(minor: number | undefined): boolean {
  return minor !== undefined && minor >= 4 && minor <= lastPerPod;
}

function* perPod(
  others: readonly { pod: PodSpec; image: string }[],
  { revision, expected, injector }: { revision: string; expected: string; injector: Injector },
): Generator<Finding<'pod'>> {
  for (const { pod, image } of others) {
    const subject = subjectOf(pod);
    const { kind, name } = subject;
    yield {
      messageId: 'pod',
      args: { kind, namespace: pod.namespace, name, image, revision, expected },
      subject,
      aliases: ['IST0105'],
      evidence: [
        citeField(pod.source, `spec.containers[${proxyContainer}].image`, `${image} (pod ${pod.name})`),
        citeField(injector.source, 'data.values', expected),
      ],
    };
  }
}

/** Pods of one workload become one finding. */
function subjectOf(pod: PodSpec): Subject {
  const { namespace, name } = pod;
  return pod.owner === undefined ? { kind: 'Pod', namespace, name } : workloadSubject(pod);
}

/** The revision that injects a namespace; istioctl takes the label of the revision even beside istio-injection. */
function revisionOf({ labels }: Namespace): string | undefined {
  return labels.get('istio.io/rev') ?? (labels.get('istio-injection') === 'enabled' ? 'default' : undefined);
}

/** Of a tag the injector of its revision. */
function injectorOf(revision: string, injectors: readonly Injector[], mesh: MeshFacts): Injector | undefined {
  const name = mesh.revisionTags?.get(revision) ?? revision;
  return injectors.find((injector) => injector.revision === (name || 'default'));
}

function imageOf(pod: PodSpec): { pod: PodSpec; image: string } | undefined {
  const own = pod.annotations.get('sidecar.istio.io/proxyImage');
  const image = pod.containers.find(({ name }) => name === proxyContainer)?.image;
  return own || image === undefined || isFinished(pod) ? undefined : { pod, image };
}

function hasOtherRelease(image: string, expected: string): boolean {
  const [actual, wanted] = [istioImageVersion(image), istioImageVersion(expected)];
  return actual !== undefined && wanted !== undefined && actual !== wanted;
}

/** The image type in force for a pod: its annotation, its ProxyConfig, that of its namespace, the root one, the mesh's. */
function variantOf(pod: PodSpec, objects: readonly ProxyConfigObject[], meshConfig: MeshConfig | undefined): string {
  const annotated = /^\s{0,20}imageType:\s{0,5}["']?([\w-]{1,40})/m.exec(
    pod.annotations.get('proxy.istio.io/config') ?? '',
  )?.[1];
  const own = objects.filter(({ namespace }) => namespace === pod.namespace);
  const selecting = own.find(({ spec }) => spec.selector.size > 0 && matchesLabels(spec.selector, pod.labels));
  const general = own.find(({ spec }) => spec.selector.size === 0);
  const root = objects.find(
    ({ namespace, spec }) => namespace === meshConfig?.rootNamespace && spec.selector.size === 0,
  );
  return (
    annotated ??
    selecting?.spec.imageType ??
    general?.spec.imageType ??
    root?.spec.imageType ??
    meshConfig?.imageType ??
    'default'
  );
}
