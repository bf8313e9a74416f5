import type { LogSignature } from './signature.js';

const describe = 'kubectl describe pods -A';
const proxyStatus = {
  text: 'Look in the logs of the control plane for the rejection (ACK ERROR), or for the stream of the proxy.',
  command: 'istioctl proxy-status',
  doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
} as const;

/**
 * Rows that kubectl and istioctl print. Their words are too common for a log, so only a text that is said to be such a table
 * is searched for them.
 */
export const tables: readonly LogSignature[] = [
  {
    id: 'pod-init-crashloop',
    pattern: /Init:(?:CrashLoopBackOff|Error)/,
    literals: ['Init:CrashLoopBackOff', 'Init:Error'],
    severity: 'error',
    role: 'symptom',
    title: 'An init container of pods fails',
    why: 'istio-init or istio-validation could not do its work, or one of the application.',
    fix: [{ text: 'Read the log of the init container.', command: describe }],
    checks: [],
  },
  {
    id: 'pod-crashloop',
    pattern: /(?:^|\s)CrashLoopBackOff/,
    literals: ['CrashLoopBackOff'],
    severity: 'error',
    role: 'symptom',
    title: 'A container of pods ends again and again',
    why: 'Its process fails; the kubelet waits longer each time before it starts it again.',
    fix: [{ text: 'Read the log of the instance before.', command: 'kubectl logs POD -c CONTAINER --previous' }],
    checks: [],
  },
  {
    id: 'pod-pending',
    pattern: /\sPending\s{1,20}0\s/,
    literals: ['Pending'],
    severity: 'warning',
    role: 'symptom',
    title: 'Pods are pending',
    why: 'No node takes them, or a volume or image is not there yet.',
    fix: [{ text: 'Read the events of the pods.', command: describe }],
    checks: [],
  },
  {
    id: 'pod-not-ready',
    pattern: /\s(?:0\/[1-9]\d?|1\/[2-9])\s{1,20}Running/,
    literals: ['Running'],
    severity: 'error',
    role: 'symptom',
    title: 'Pods run without being ready',
    why: 'A readiness probe fails, of the proxy or of the application, so they get no traffic.',
    fix: [{ text: 'Read the log of the container that is not ready.', command: describe }],
    checks: [],
  },
  {
    id: 'pc-endpoint-outlier-failed',
    pattern: /\sHEALTHY\s{1,40}FAILED\s/,
    literals: ['HEALTHY'],
    severity: 'warning',
    role: 'cause',
    title: 'Outlier detection has ejected endpoints',
    why: 'They failed too often; the proxy sends them nothing for a while.',
    fix: [{ text: 'Repair the endpoints, or relax outlierDetection in the DestinationRule.' }],
    checks: [],
  },
  {
    id: 'pc-endpoint-unhealthy',
    pattern: /\sUNHEALTHY\s{1,40}(?:OK|FAILED)\s/,
    literals: ['UNHEALTHY'],
    severity: 'warning',
    role: 'cause',
    title: 'The proxy takes endpoints as unhealthy',
    why: 'The control plane or a health check says that the pods are not ready.',
    fix: [{ text: 'Repair the pods behind the addresses.', command: describe }],
    checks: [],
  },
  {
    id: 'ps-stale',
    pattern: /\sSTALE(?: \([^)]{1,40}\))?(?:\s|$)/,
    literals: [' STALE'],
    severity: 'error',
    role: 'symptom',
    title: 'Proxies did not acknowledge the last configuration',
    why: 'They run on older configuration of that type.',
    fix: [proxyStatus],
    checks: [],
  },
  {
    id: 'ps-error',
    pattern: /\sERROR(?: \([^)]{1,40}\)|\s{2,40})/,
    literals: [' ERROR '],
    severity: 'error',
    role: 'symptom',
    title: 'Proxies rejected the last configuration',
    why: 'They run on older configuration of that type until the object behind it is corrected.',
    fix: [proxyStatus],
    checks: [],
  },
];
