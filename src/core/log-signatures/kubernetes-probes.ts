import type { LogSignature } from './signature.js';

const probes = 'https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/';

/** Probes that failed, in events and in the log of the kubelet. */
export const kubernetesProbes: readonly LogSignature[] = [
  {
    id: 'event-readiness-503',
    pattern: /Readiness probe failed: HTTP probe failed with statuscode: 503/,
    literals: ['Readiness probe failed: HTTP probe failed with statuscode: 503'],
    severity: 'error',
    role: 'symptom',
    title: 'Pods say that they are not ready (503)',
    why: 'A proxy answers so until it has its configuration, istio-cni until ztunnel is connected, others for their own reasons.',
    fix: [{ text: 'Read the log of the container that is probed.', command: 'istioctl proxy-status', doc: probes }],
    checks: [],
  },
  {
    id: 'event-readiness-500',
    pattern: /Readiness probe failed: HTTP probe failed with statuscode: 500/,
    literals: ['Readiness probe failed: HTTP probe failed with statuscode: 500'],
    severity: 'error',
    role: 'symptom',
    title: 'Readiness probes get 500',
    why: 'The agent answers so when the application behind a rewritten probe fails.',
    fix: [
      { text: 'Look for "Request to probe app failed" in the log of istio-proxy, and repair the probe.', doc: probes },
    ],
    checks: [],
  },
  {
    id: 'event-readiness-connect',
    pattern:
      /Readiness probe failed: Get \\?"?(?<url>\w{1,20}:\/\/[^\s"\\]{1,200})[\s"\\].{0,300}?(?:connection refused|Client\.Timeout|context deadline|connection reset|EOF)/,
    literals: ['Readiness probe failed: Get'],
    severity: 'error',
    role: 'symptom',
    title: 'Readiness probes reach nothing at {url}',
    why: 'The process has not started or is starved of CPU, or the proxy captures a probe that was not rewritten.',
    fix: [
      {
        text: 'Enable the rewriting of probes (sidecarInjectorWebhook.rewriteAppHTTPProbe), and look at CPU limits.',
        doc: probes,
      },
    ],
    checks: [],
    explains: ['net-dial-refused', 'net-dial-timeout'],
  },
  {
    id: 'event-liveness-failed',
    pattern: /Liveness probe failed|failed liveness probe/,
    literals: ['iveness probe'],
    severity: 'error',
    role: 'symptom',
    title: 'Liveness probes fail, and the kubelet restarts the container',
    why: 'The application does not answer, or the proxy captures a probe that was not rewritten.',
    fix: [{ text: 'Compare port and path of the probe with what the application serves.', doc: probes }],
    checks: [],
    explains: ['net-dial-refused', 'net-dial-timeout'],
  },
  {
    id: 'event-startup-probe-failed',
    pattern: /Startup probe failed/,
    literals: ['Startup probe failed'],
    severity: 'warning',
    role: 'symptom',
    title: 'Startup probes fail',
    why: 'The application is slower than the probe allows, or the proxy as a native sidecar does not become ready.',
    fix: [{ text: 'Read the log of the container that is probed; raise failureThreshold for a slow one.' }],
    checks: [],
    explains: ['net-dial-refused', 'net-dial-timeout'],
  },
];
