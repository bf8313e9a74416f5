import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];

/** Configuration that istiod leaves out or cannot convert; the proxies then have nothing to say about it. */
export const istiodConfiguration: readonly LogSignature[] = [
  {
    id: 'istiod-static-port-conflict',
    pattern:
      /skipping (?:\w{1,20} )?port (?<port>\d{1,5})(?: for node (?<proxy>\S{1,250}))? as it conflicts with static listener/,
    literals: ['as it conflicts with static listener'],
    severity: 'warning',
    role: 'cause',
    title: 'The control plane skips the listener on port {port}, which belongs to the proxy itself',
    why: 'Traffic to that port of the application does not pass its proxy; 15021 and 15090 are reserved for Istio.',
    fix: [
      {
        text: 'Move the Service, ServiceEntry or Sidecar listener to another port.',
        command: 'kubectl get services -A',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    checks: controlPlane,
    identity: 'port',
  },
  {
    id: 'istiod-endpoint-without-pod',
    pattern: /Endpoint without pod (?<address>\S{1,60})(?: (?<service>\S{1,250}))?/,
    literals: ['Endpoint without pod '],
    severity: 'warning',
    role: 'symptom',
    title: 'The control plane knows no pod for endpoints of {service}',
    why: 'It treats them as outside the mesh, without mutual TLS; a short delay is normal, a lasting one is not.',
    fix: [
      {
        text: 'Look for Endpoints that were written by hand, and for namespaces that discoverySelectors leave out.',
        command: 'kubectl get endpoints -A',
      },
    ],
    checks: controlPlane,
    atLeast: { lines: 10, seconds: 600 },
    identity: 'service',
  },
  {
    id: 'istiod-out-of-vips',
    pattern: /out of IPs to allocate/,
    literals: ['out of IPs to allocate'],
    severity: 'error',
    role: 'cause',
    title: 'The control plane has no automatic address left for ServiceEntries',
    why: 'ServiceEntries without addresses get none, so TCP traffic to them cannot be told apart.',
    fix: [
      {
        text: 'Give the ServiceEntries addresses, or remove those that nobody needs.',
        command: 'kubectl get serviceentries -A',
      },
    ],
    checks: controlPlane,
  },
  {
    id: 'istiod-ambient-disabled',
    pattern: /(?:ignoring (?<option>\w{1,60}); )?requires PILOT_ENABLE_AMBIENT=true/,
    literals: ['requires PILOT_ENABLE_AMBIENT'],
    severity: 'error',
    role: 'cause',
    title: 'The control plane ignores the ambient option {option}, because ambient mode is off in it',
    why: 'ztunnel gets no data about workloads from such a control plane.',
    fix: [
      {
        text: 'Install istiod with the profile ambient.',
        doc: 'https://istio.io/latest/docs/ambient/install/',
      },
    ],
    checks: controlPlane,
    identity: 'option',
  },
  {
    id: 'istiod-wasm-secret',
    pattern:
      /[Ww]asm[Pp]lugin (?<plugin>\S{1,200}) (?:discarded due to|failed to marshal)(?<reason>[^\t]{0,200})|cannot retrieve certificates for Wasm image pull|cannot fetch Wasm module (?<plugin2>\S{1,200}): missing image pulling secret/,
    literals: ['wasmplugin ', 'WasmPlugin ', 'wasmPlugin ', 'Wasm image pull', 'missing image pulling secret'],
    severity: 'warning',
    role: 'cause',
    title: 'The WasmPlugin {plugin} cannot be used',
    why: 'Its URL or configuration is not valid, or its pull secret is missing or of the wrong type; the plugin is not sent.',
    fix: [
      {
        text: 'Correct the WasmPlugin, and its imagePullSecret in the same namespace.',
        command: 'kubectl get wasmplugins -A -o yaml',
      },
    ],
    checks: ['logs/control-plane', 'logs/proxy'],
    identity: 'plugin',
  },
];
