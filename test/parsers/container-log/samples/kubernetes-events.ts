import type { Samples } from './samples.js';

export const kubernetesEvents: Samples = {
  component: 'k8s-event',
  lines: {
    'event-failed-create': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: pods "web-6d5c-1" is forbidden: exceeded quota',
      silent: '2m  Normal  SuccessfulCreate  replicaset/web-6d5c  Created pod: web-6d5c-1',
    },
    'event-sandbox-failed': {
      fires:
        '2m  Warning  FailedCreatePodSandBox  pod/web-6d5c-1  Failed to create pod sandbox: no IP addresses available',
      silent: '2m  Normal  SandboxChanged  pod/web-6d5c-1  Pod sandbox changed, it will be killed and re-created.',
    },
    'event-cni-plugin-missing': {
      fires:
        '2m  Warning  FailedCreatePodSandBox  pod/web-6d5c-1  failed to find plugin "istio-cni" in path [/opt/cni/bin]',
      silent: '2m  Normal  AddedInterface  pod/web-6d5c-1  Add eth0 [10.1.2.2/32] from istio-cni',
    },
    'event-istio-token-mount': {
      fires:
        '2m  Warning  FailedMount  pod/web-6d5c-1  MountVolume.SetUp failed for volume "istio-token" : failed to fetch token: not found',
      silent: '2m  Normal  Scheduled  pod/web-6d5c-1  mounting istio-token',
    },
    'event-root-cert-missing': {
      fires:
        '2m  Warning  FailedMount  pod/web-6d5c-1  MountVolume.SetUp failed for volume "istiod-ca-cert" : configmap "istio-ca-root-cert" not found',
      silent: 'configmap/istio-ca-root-cert   1      4d',
    },
    'event-failed-mount': {
      fires:
        '2m  Warning  FailedMount  pod/web-6d5c-1  MountVolume.SetUp failed for volume "config" : configmap "web" not found',
      silent: '2m  Normal  SuccessfulAttachVolume  pod/web-6d5c-1  attached',
    },
    'event-backoff': {
      fires: '{"type":"Warning","reason":"BackOff","message":"Back-off restarting failed container","count":14}',
      silent: '{"type":"Normal","reason":"Started","message":"Started container web","count":1}',
    },
    'event-image-pull': {
      fires:
        '{"type":"Warning","reason":"Failed","message":"Failed to pull image \\"registry.example/web:9\\": not found","count":3}',
      silent:
        '{"type":"Normal","reason":"Pulled","message":"Successfully pulled image \\"busybox\\" in 4.7s","count":1}',
    },
    'event-failed-scheduling': {
      fires: '1m  Warning  FailedScheduling  pod/web-6d5c-1  0/3 nodes are available: 3 Insufficient cpu.',
      silent: '1m  Normal  Scheduled  pod/web-6d5c-1  Successfully assigned shop/web-6d5c-1 to node-3',
    },
    'event-evicted': {
      fires: '1m  Warning  Evicted  pod/web-6d5c-1  The node was low on resource: memory.',
      silent: '1m  Normal  Killing  pod/web-6d5c-1  Stopping container web',
    },
    'event-psa-denied': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: pods "web-6d5c-1" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities',
      silent: '2m  Normal  Created  pod/web-6d5c-1  would be allowed by PodSecurity "baseline:latest"',
    },
    'container-oomkilled': {
      fires: '{"name":"discovery","state":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}',
      silent: '{"name":"discovery","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}',
    },
  },
};
