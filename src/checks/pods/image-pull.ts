import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { Container, Pod, PodSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, isFinished, podsByWorkload, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** Reasons of a waiting container whose image the kubelet does not get. */
const pullReasons = [
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
];

export const podsImagePull = defineCheck({
  meta: {
    id: 'pods/image-pull',
    title: 'Images of containers can be pulled',
    severity: 'error',
    basis: 'observed',
    why: 'A pod does not start until the images of all its containers are on the node.',
    fix: [
      {
        text: 'Check the name and tag of the image, that nodes reach the registry, and the imagePullSecrets of the service account.',
        command: 'kubectl describe pod -n {namespace} {pod}',
        doc: 'https://kubernetes.io/docs/concepts/containers/images/',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs'],
  messages: {
    container:
      'Image {image} of container {container} of {namespace}/{workload} cannot be pulled ({count} of {total} pods): {reason}',
    status: 'Images of pods of {namespace}/{workload} cannot be pulled ({count} of {total}): {reason}',
  },
  identity: ['container'],
  *run({ pods, mesh, podSpecs }) {
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      const waiting = group.flatMap((pod) => waitingOf(pod, specOf(podSpecs, pod)));
      for (const [container, same] of groupBy(waiting, (wait) => wait.container?.name ?? '')) {
        const [first] = same;
        yield {
          messageId: first.container === undefined ? 'status' : 'container',
          args: {
            namespace,
            workload,
            pod: first.pod.name,
            count: same.length,
            total: group.length,
            reason: shorten(first.reason),
            ...(first.container !== undefined && { container, image: first.container.image }),
          },
          subject: workloadSubject(first.pod),
          evidence: mapNonEmpty(same, cite),
        };
      }
    }
  },
});

interface Waiting {
  pod: Pod;
  container?: Container;
  reason: string;
}

function waitingOf(pod: Pod, spec: PodSpec | undefined): Waiting[] {
  if (spec === undefined) {
    const reason = pod.status.replace('Init:', '');
    return pullReasons.includes(reason) ? [{ pod, reason }] : [];
  }
  if (isFinished(spec)) return [];
  return spec.containers.flatMap((container) => {
    const { state } = container;
    if (state?.state !== 'waiting' || !pullReasons.includes(state.reason ?? '')) return [];
    return [{ pod, container, reason: state.message ?? state.reason ?? '' }];
  });
}

function cite({ pod, container, reason }: Waiting) {
  return container === undefined
    ? citePod(pod, 'STATUS', reason)
    : citePod(pod, `status.containerStatuses[${container.name}].state.waiting`, reason);
}
