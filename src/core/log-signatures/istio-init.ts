import type { LogCheck, LogSignature } from './signature.js';

const initAndCni: readonly [LogCheck, LogCheck] = ['pod-network/init-failure', 'pod-network/cni-failure'];
const initOnly: readonly [LogCheck] = ['pod-network/init-failure'];

/** istio-init and istio-validation: the script of Istio 1.0 to 1.4 and the pilot-agent commands after it. */
export const istioInit: readonly LogSignature[] = [
  {
    id: 'iptables-permission',
    pattern:
      /initialize iptables table [`'](?<table>\w{1,16})': Permission denied|iptables\S{0,20}: .{0,80}\(you must be root\)/,
    literals: ['initialize iptables table', '(you must be root)'],
    severity: 'error',
    role: 'cause',
    title: 'The init container of {owner} may not change iptables',
    why: 'It lacks NET_ADMIN: a security policy of the namespace or the platform took the capability away.',
    fix: [
      {
        text: 'Allow NET_ADMIN and NET_RAW for the pod, or use the Istio CNI plugin.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
    checks: initOnly,
    explains: ['iptables-restore-failed'],
  },
  {
    id: 'iptables-table-missing',
    pattern: /unable to initialize table '(?<table>\w{1,16})'|Table does not exist/,
    literals: ['unable to initialize table', 'Table does not exist'],
    severity: 'error',
    role: 'cause',
    title: 'The kernel under {owner} has no iptables table {table} for the iptables of the proxy image',
    why: 'The modules are not loaded, or the node uses nftables where the image uses the legacy backend.',
    fix: [
      {
        text: 'Load iptable_nat and ip6table_nat on the nodes, or use an image that works with nftables.',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    checks: initAndCni,
    explains: ['iptables-restore-failed'],
  },
  {
    id: 'iptables-chain-exists',
    pattern: /iptables: Chain already exists/,
    literals: ['Chain already exists'],
    severity: 'error',
    role: 'cause',
    title: 'The init container of {owner} ran twice in one network namespace',
    why: 'The script of Istio 1.4 and earlier fails when its chains exist already, so the pod stays in Init.',
    fix: [
      { text: 'Delete the pod, so that it gets a new network namespace.', command: 'kubectl get pods -n {namespace}' },
    ],
    checks: initOnly,
  },
  {
    id: 'iptables-restore-failed',
    pattern: /ip6?tables-restore: line \d{1,6} failed|Failed to execute: ip6?tables-restore|(?:^|\s)panic: exit status/,
    literals: ['tables-restore', 'panic: exit status'],
    severity: 'error',
    role: 'cause',
    title: 'The redirection rules of {owner} could not be installed',
    why: 'The pod does not start; without rules it would bypass its proxy.',
    fix: [{ text: 'Delete the pod; when it fails again, load the iptables modules on the node (nat, owner match).' }],
    checks: initAndCni,
  },
  {
    id: 'init-version-mismatch',
    pattern: /Invalid option: (?<option>-\w)/,
    literals: ['Invalid option: -'],
    severity: 'error',
    role: 'cause',
    title: 'The injector gives the init container of {owner} an option that it does not know: {option}',
    why: 'The injection template and the image of the init container are of different versions.',
    fix: [{ text: 'Use the image of the same version as the injector.' }],
    checks: initOnly,
    identity: 'option',
  },
  {
    id: 'cni-validation-failed',
    pattern: /Error connecting to 127\.0\.0\.6:15002|validation timeout/,
    literals: ['127.0.0.6:15002', 'validation timeout'],
    severity: 'error',
    role: 'cause',
    title: 'Pods of {owner} start without the redirection that the CNI plugin should have set up',
    why: 'The plugin was not ready on the node, another CNI overwrote its configuration, or the namespace is excluded.',
    fix: [
      {
        text: 'See whether istio-cni-node runs on the node of the pod, then delete the pod.',
        command: 'kubectl get pods -A -o wide -l k8s-app=istio-cni-node',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
    checks: initOnly,
  },
];
