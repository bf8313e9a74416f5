import type { LogSignature } from './signature.js';

const debugPods = 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/';
const describe = 'kubectl describe pods -A';

/** Events as kubectl prints or exports them. In a bundle they are objects, which checks read better. */
export const kubernetesEvents: readonly LogSignature[] = [
  {
    id: 'event-failed-create',
    // Not FailedCreatePodSandBox, which is about a pod that exists.
    pattern: /\bFailedCreate(?:[^P\w]|$)/,
    literals: ['FailedCreate'],
    severity: 'error',
    role: 'symptom',
    title: 'Pods cannot be created',
    why: 'A webhook, Pod Security, a quota or a missing service account stands in the way.',
    fix: [
      {
        text: 'Follow the message of the event.',
        command: 'kubectl get events -A --field-selector reason=FailedCreate',
      },
    ],
    checks: [],
  },
  {
    id: 'event-sandbox-failed',
    pattern: /FailedCreatePodSandBox/,
    literals: ['FailedCreatePodSandBox'],
    severity: 'error',
    role: 'symptom',
    title: 'The network of new pods cannot be set up',
    why: 'A CNI plugin failed: the message names it, istio-cni or the one of the cluster.',
    fix: [
      {
        text: 'Read the log of the CNI agent on the node of the pod.',
        command: 'kubectl get pods -A -o wide -l k8s-app=istio-cni-node',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
    checks: [],
  },
  {
    id: 'event-cni-plugin-missing',
    pattern: /failed to find plugin \\?"istio-cni\\?"/,
    literals: ['failed to find plugin'],
    severity: 'error',
    role: 'cause',
    title: 'The CNI configuration of a node names istio-cni, whose program is not there',
    why: 'Istio CNI was removed without cleaning up, cniBinDir is wrong, or the node is newer than the DaemonSet.',
    fix: [
      {
        text: 'Install Istio CNI on the node again, or take it out of the CNI configuration.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
    checks: [],
    explains: ['event-sandbox-failed'],
  },
  {
    id: 'event-istio-token-mount',
    pattern: /MountVolume\.SetUp failed for volume \\?"istio-token|does not have TokenRequest endpoints enabled/,
    literals: ['volume "istio-token', 'volume \\"istio-token', 'TokenRequest endpoints'],
    severity: 'error',
    role: 'cause',
    title: 'The token for Istio cannot be mounted into pods',
    why: 'The API server issues no projected tokens, or the service account is gone.',
    fix: [
      {
        text: 'Give the API server a service account issuer, or set jwtPolicy to first-party-jwt on old clusters.',
        doc: 'https://istio.io/latest/docs/ops/best-practices/security/',
      },
    ],
    checks: [],
    explains: ['event-failed-mount'],
  },
  {
    id: 'event-root-cert-missing',
    pattern: /istio-ca-root-cert\\?" not found|unmounted volumes=\[[^\]]{0,200}istiod-ca-cert/,
    literals: ['istio-ca-root-cert', 'istiod-ca-cert'],
    severity: 'error',
    role: 'cause',
    title: 'The ConfigMap istio-ca-root-cert is missing in a namespace, so its pods do not start',
    why: 'The control plane creates it in every namespace, unless it is down, has no leader, or discoverySelectors leave the namespace out.',
    fix: [
      {
        text: 'Restart the control plane when it does not create it.',
        command: 'kubectl get configmaps -A --field-selector metadata.name=istio-ca-root-cert',
      },
    ],
    checks: [],
    explains: ['event-failed-mount'],
  },
  {
    id: 'event-failed-mount',
    pattern: /\bFailedMount\b/,
    literals: ['FailedMount'],
    severity: 'warning',
    role: 'symptom',
    title: 'Volumes of pods cannot be mounted',
    why: 'A ConfigMap, Secret or claim is missing, or the storage driver fails.',
    fix: [{ text: 'Create what the message names.', command: describe, doc: debugPods }],
    checks: [],
  },
  {
    id: 'event-backoff',
    pattern: /[Bb]ack-off (?:\S{1,10} )?restarting failed container/,
    literals: ['ack-off restarting failed container', 'restarting failed container'],
    severity: 'error',
    role: 'symptom',
    title: 'Containers end again and again',
    why: 'The process of the container fails; the kubelet waits longer each time before it starts it again.',
    fix: [{ text: 'Read the log of the instance before.', command: 'kubectl logs POD -c CONTAINER --previous' }],
    checks: [],
  },
  {
    id: 'event-image-pull',
    pattern:
      /Failed to pull image \\?"(?<image>[^"\\]{1,250})|[Bb]ack-off pulling image \\?"(?<image2>[^"\\]{1,250})|ErrImagePull|ImagePullBackOff/,
    literals: ['Failed to pull image ', 'ErrImagePull', 'ImagePullBackOff', 'ack-off pulling image'],
    severity: 'error',
    role: 'cause',
    title: 'The image {image} cannot be pulled',
    why: 'The registry cannot be reached, the tag does not exist, or the pull secret is missing.',
    fix: [
      {
        text: 'Follow the reason in the message.',
        command: describe,
        doc: 'https://kubernetes.io/docs/concepts/containers/images/',
      },
    ],
    checks: [],
    identity: 'image',
  },
  {
    id: 'event-failed-scheduling',
    pattern: /FailedScheduling|Insufficient (?:cpu|memory)\b/,
    literals: ['FailedScheduling', 'Insufficient cpu', 'Insufficient memory'],
    severity: 'error',
    role: 'cause',
    title: 'Pods find no node',
    why: 'Their requests, taints or affinity leave none; a sidecar adds its own requests to the pod.',
    fix: [
      {
        text: 'Add capacity, or lower the requests (annotation sidecar.istio.io/proxyCPU).',
        command: 'kubectl describe nodes',
      },
    ],
    checks: [],
  },
  {
    id: 'event-evicted',
    pattern: /\bEvicted\b|The node was low on resource/,
    literals: ['Evicted', 'was low on resource'],
    severity: 'error',
    role: 'cause',
    title: 'A node evicted pods to save itself',
    why: 'Memory or disk ran out; access logs and core dumps of Envoy count as ephemeral storage.',
    fix: [
      {
        text: 'Free the resource that the message names, and give pods requests for it.',
        command: 'kubectl describe nodes',
      },
    ],
    checks: [],
  },
  {
    id: 'event-psa-denied',
    pattern: /is forbidden: violates PodSecurity \\?"(?<level>[^"\\]{1,60})|is forbidden: violates PodSecurity/,
    literals: ['violates PodSecurity'],
    severity: 'error',
    role: 'cause',
    title: 'Pod Security ({level}) of the namespace refuses pods',
    why: 'istio-init needs NET_ADMIN and NET_RAW, which the levels baseline and restricted forbid.',
    fix: [
      {
        text: 'Install the Istio CNI plugin, so that pods need no such rights.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/pod-security-admission/',
      },
    ],
    checks: [],
    identity: 'level',
    explains: ['event-failed-create'],
  },
  {
    id: 'container-oomkilled',
    pattern: /OOMKill(?:ed|ing)/,
    literals: ['OOMKilled', 'OOMKilling'],
    severity: 'error',
    role: 'cause',
    title: 'The kernel killed a container that reached its memory limit',
    why: 'A control plane that dies so cuts every xDS stream; a proxy grows with the configuration it gets.',
    fix: [{ text: 'Raise the memory limit, or reduce the configuration with Sidecar resources.', command: describe }],
    checks: [],
  },
];
