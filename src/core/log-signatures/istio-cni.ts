import type { LogCheck, LogSignature } from './signature.js';

const cniOnly: readonly [LogCheck] = ['pod-network/cni-failure'];
const cniSetup = 'https://istio.io/latest/docs/setup/additional-setup/cni/';

/** The Istio CNI node agent, its plugin and its installer. */
export const istioCni: readonly LogSignature[] = [
  {
    id: 'cni-agent-unreachable',
    pattern: /cmdAdd failed to (?:contact|signal) node Istio CNI agent|unable to push CNI event(?<reason>[^\t]{0,200})/,
    literals: ['cmdAdd failed to', 'unable to push CNI event'],
    severity: 'error',
    role: 'symptom',
    title: 'The CNI plugin does not get the node agent to enrol pods',
    why: 'New pods of the mesh on that node do not start.',
    fix: [
      {
        text: 'See whether istio-cni-node and ztunnel run on the node.',
        command: 'kubectl get pods -A -o wide -l k8s-app=istio-cni-node',
      },
    ],
    checks: cniOnly,
  },
  {
    id: 'cni-no-ztunnel',
    pattern: /no ztunnel connection|failed to add pod to ztunnel/,
    literals: ['no ztunnel connection', 'failed to add pod to ztunnel'],
    severity: 'error',
    role: 'cause',
    title: 'The CNI node agent has no ztunnel on its node',
    why: 'Ambient pods on that node do not start, or lose their traffic.',
    fix: [{ text: 'Restore ztunnel on the node.', command: 'kubectl get pods -A -o wide -l app=ztunnel' }],
    checks: cniOnly,
    explains: ['cni-partial-add', 'cni-agent-unreachable'],
  },
  {
    id: 'cni-partial-add',
    pattern: /partial add error|pod partially added|pod add cannot be retried/,
    literals: ['partial add error', 'pod partially added', 'pod add cannot be retried'],
    severity: 'error',
    role: 'symptom',
    title: 'The CNI node agent enrolled pods only in part',
    why: 'Their traffic is neither captured nor free.',
    fix: [{ text: 'Repair what the line names, then delete the pods.' }],
    checks: cniOnly,
  },
  {
    id: 'cni-config-missing',
    pattern: /cannot find existing CNI network config: ?(?<reason>[^\t]{0,200})/,
    literals: ['cannot find existing CNI network config'],
    severity: 'error',
    role: 'cause',
    title: 'Istio CNI finds no CNI configuration to attach itself to: {reason}',
    why: 'Pods on the node start without redirection.',
    fix: [{ text: 'Set cniConfDir and cniBinDir for the platform.', doc: cniSetup }],
    checks: cniOnly,
  },
  {
    id: 'cni-config-fight',
    pattern:
      /istio-cni CNI config removed from CNI config file|missing \(or invalid\) configuration detected|reconciled multiple times in a short|CNI config file (?<file>\S{1,300}) preempted by (?<winner>\S{1,200})/,
    literals: ['removed from CNI config file', 'configuration detected', 'reconciled multiple times', 'preempted by'],
    severity: 'error',
    role: 'cause',
    title: 'Another program rewrites the CNI configuration that Istio CNI has written',
    why: 'Pods that start in between have no redirection and bypass the mesh.',
    fix: [
      {
        text: 'Set cni.exclusive=false in Cilium, or let Istio own its configuration file (istioOwnedCNIConfig).',
        doc: cniSetup,
      },
    ],
    checks: cniOnly,
  },
  {
    id: 'cni-k8s-client-failed',
    pattern: /Failed setting up kubernetes client with kubeconfig|Failed to get (?:\S{1,200} )?pod info/,
    literals: ['Failed setting up kubernetes client', 'pod info'],
    severity: 'error',
    role: 'cause',
    title: 'The CNI plugin cannot ask the Kubernetes API about pods',
    why: 'It does not know whether a pod belongs to the mesh, so pods do not start.',
    fix: [{ text: 'Restart istio-cni-node, which writes a new kubeconfig.', doc: cniSetup }],
    checks: cniOnly,
    explains: ['k8s-api-unauthorized'],
  },
  {
    id: 'cni-install-failed',
    pattern:
      /(?:installer failed: |Installer exits with |failed file copy of |Failed to (?:write|rename) CNI config file)(?<reason>[^\t]{0,250})/,
    literals: ['installer failed: ', 'Installer exits with', 'failed file copy of', 'CNI config file'],
    severity: 'error',
    role: 'cause',
    title: 'Istio CNI cannot install itself on a node: {reason}',
    why: 'Pods on that node start without redirection, or not at all.',
    fix: [
      { text: 'Make the host directories writable for the DaemonSet (mount, SELinux, free space).', doc: cniSetup },
    ],
    checks: cniOnly,
    identity: 'reason',
  },
  {
    id: 'cni-repair-failed',
    pattern:
      /CNI repair could not construct|Failed to update pod: |already repaired with an unexpected UID|failed to setup redirection: /,
    literals: [
      'repair could not construct',
      'Failed to update pod: ',
      'already repaired with an unexpected UID',
      'failed to setup redirection: ',
    ],
    severity: 'error',
    role: 'cause',
    title: 'Istio CNI cannot repair pods that started without redirection',
    why: 'They stay in their init container.',
    fix: [{ text: 'Give the repair controller its rights on pods, or delete the pods.' }],
    checks: cniOnly,
  },
  {
    id: 'cni-healthcheck-ipset',
    pattern: /will fail healthchecks/,
    literals: ['will fail healthchecks'],
    severity: 'error',
    role: 'cause',
    title: 'The CNI node agent cannot exempt the probes of the kubelet from capture',
    why: 'Probes of ambient pods on that node fail, so the pods are not ready.',
    fix: [{ text: 'Load the ipset modules on the node, and check its iptables or nftables backend.' }],
    checks: cniOnly,
  },
];
