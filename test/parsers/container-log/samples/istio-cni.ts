import type { Samples } from './samples.js';

export const istioCni: Samples = {
  component: 'istio-cni',
  lines: {
    'cni-agent-unreachable': {
      fires: 'error\tcni-plugin\tunable to push CNI event, error was 500',
      silent: 'info\tcni-plugin\tcmdAdd done',
    },
    'cni-no-ztunnel': {
      fires: 'error\tcni-agent\tfailed to add pod to ztunnel: x',
      silent: 'info\tcni-agent\tztunnel connected',
    },
    'cni-partial-add': { fires: 'error\tcni-agent\tpod partially added', silent: 'info\tcni-agent\tpod added to mesh' },
    'cni-config-missing': {
      fires: 'warn\tinstall\tcannot find existing CNI network config: no networks found in /host/etc/cni/net.d',
      silent: 'info\tinstall\tfound existing CNI network config 10-x.conflist',
    },
    'cni-config-fight': {
      fires: 'info\tinstall\tmissing (or invalid) configuration detected, (re)writing CNI config file',
      silent: 'info\tinstall\tCNI config file /host/etc/cni/net.d/10-x.conflist exists. Proceeding.',
    },
    'cni-k8s-client-failed': {
      fires: 'error\tcni-plugin\tFailed to get pod info: timeout',
      silent: 'info\tcni-plugin\tgot pod info',
    },
    'cni-install-failed': {
      fires: 'error\tinstaller failed: copy binaries: read-only file system',
      silent: 'info\tinstall\tInstallation succeed, start watching for re-installation.',
    },
    'cni-repair-failed': {
      fires: 'error\trepair\tFailed to update pod: forbidden',
      silent: 'info\trepair\tPod detected as broken, repairing',
    },
    'cni-healthcheck-ipset': {
      fires: 'error\tcni-agent\tfailed to add pod to addressSet, pod will fail healthchecks: x',
      silent: 'info\tcni-agent\tadded pod to addressSet',
    },
  },
};
