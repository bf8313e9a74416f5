import type { Samples } from './samples.js';

export const objects: Samples = {
  component: 'k8s-node',
  lines: {
    'node-pressure': {
      fires: '  MemoryPressure   True    Mon, 03 Jun 2019 13:54:18 +0000   KubeletHasInsufficientMemory',
      silent: '  MemoryPressure   False   Mon, 03 Jun 2019 13:54:18 +0000   KubeletHasSufficientMemory',
    },
    'endpoints-empty': {
      fires: 'istiod               20h',
      silent: 'istiod               10.1.0.8:15012,10.1.0.8:15010   20h',
    },
    'container-init-exited': {
      fires:
        '9109bafcf9e7  registry.example/proxy_init  "istio-iptables"  11 seconds ago  Exited (1) 10 seconds ago  k8s_istio-init_web-6d5c-1_shop_b5_7',
      silent:
        '9109bafcf9e7  registry.example/proxy_init  "istio-iptables"  11 seconds ago  Exited (0) 10 seconds ago  k8s_istio-init_web-6d5c-1_shop_b5_7',
    },
    'leader-empty-holder': {
      fires: '    control-plane.alpha.kubernetes.io/leader: \'{"holderIdentity":"","leaseDurationSeconds":1}\'',
      silent:
        '    control-plane.alpha.kubernetes.io/leader: \'{"holderIdentity":"istiod-1","leaseDurationSeconds":30}\'',
    },
    'jwks-placeholder-key': {
      fires:
        '{"local_jwks":{"inline_string":"{\\"keys\\":[{\\"kid\\":\\"abc\\",\\"n\\":\\"RXJyb3ItSXN0aW9kRmFpbGVkVG9GZXRjaEp3a3NVcmkt\\"}]}"}}',
      silent: '{"local_jwks":{"inline_string":"{\\"keys\\":[{\\"kid\\":\\"abc\\",\\"n\\":\\"sXch5\\"}]}"}}',
    },
  },
};
