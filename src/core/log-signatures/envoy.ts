import type { LogCheck, LogSignature } from './signature.js';

const proxyOnly: readonly [LogCheck] = ['logs/proxy'];

/** Envoy itself: crashes, start, Wasm, tokens. */
export const envoy: readonly LogSignature[] = [
  {
    id: 'envoy-crash',
    pattern:
      /Caught (?<signal>Segmentation fault|Aborted|Bus error|Illegal instruction|Floating point exception|SIGSEGV|SIGABRT), suspect faulting address/,
    literals: ['suspect faulting address'],
    severity: 'error',
    role: 'cause',
    title: 'Envoy of {owner} crashed: {signal}',
    why: 'Every crash drops all connections of the pod.',
    fix: [{ text: 'Remove EnvoyFilters, Wasm and Lua from the workload to find the trigger, or upgrade the proxy.' }],
    checks: proxyOnly,
  },
  {
    id: 'envoy-bootstrap-failed',
    pattern:
      /error initializing configuration '[^']{1,300}': (?<reason>[^\t]{1,200})|error `(?<reason2>[^`]{1,400})` initializing config|error initializing due to unknown exception/,
    literals: ['initializing config', 'error initializing due to'],
    severity: 'error',
    role: 'cause',
    title: 'Envoy of {owner} cannot start with its bootstrap configuration: {reason}',
    why: 'A port in use, an invalid custom bootstrap, or a field of another version stops it before it serves anything.',
    fix: [{ text: 'Follow the text of the message; remove a custom bootstrap, or free the port.' }],
    checks: proxyOnly,
    explains: ['port-in-use'],
  },
  {
    id: 'envoy-hot-restart-failed',
    pattern: /unable to bind domain socket with (?:base_id=\d{1,9}, )?id|hot restart sendmsg\(\) failed/,
    literals: ['unable to bind domain socket', 'hot restart sendmsg()'],
    severity: 'error',
    role: 'cause',
    title: 'Envoy of {owner} clashes with another Envoy over the hot-restart socket',
    why: 'Two Envoys share one network namespace (hostNetwork), or the parent process died.',
    fix: [{ text: 'Do not inject pods with hostNetwork, or disable hot restart.' }],
    checks: proxyOnly,
    explains: ['port-in-use'],
  },
  {
    id: 'wasm-load-failed',
    pattern:
      /Wasm VM failed |Plugin configured to fail closed failed to load|Plugin (?<plugin>\S{1,200}) failed to load/,
    literals: ['Wasm VM failed', 'failed to load'],
    severity: 'error',
    role: 'cause',
    title: 'A Wasm module does not load in {owner}',
    why: 'A plugin that fails closed makes Envoy refuse the listener, or every request.',
    fix: [{ text: 'Rebuild the module for this Envoy version, or set failStrategy FAIL_OPEN in the WasmPlugin.' }],
    checks: proxyOnly,
    explains: ['nack-wasm'],
  },
  {
    id: 'wasm-fetch-failed',
    pattern:
      /(?:error in converting the wasm config to local|cannot fetch Wasm module|could not fetch Wasm |wasm module download failed):? ?(?<reason>[^\t]{0,300})/,
    literals: ['wasm config to local', 'fetch Wasm', 'wasm module download failed'],
    severity: 'error',
    role: 'cause',
    title: 'The agent of {owner} cannot download a Wasm module: {reason}',
    why: 'A filter that allows or denies everything, depending on failStrategy, takes the place of the plugin.',
    fix: [{ text: 'Give the WasmPlugin a pull secret, and let the pod reach the registry.' }],
    checks: proxyOnly,
    identity: 'reason',
  },
  {
    id: 'envoy-bug-failure',
    pattern: /envoy bug failure: (?<reason>[^\t]{1,250})/,
    literals: ['envoy bug failure: '],
    severity: 'warning',
    role: 'cause',
    title: 'Envoy of {owner} found itself in a state that must not be: {reason}',
    why: 'A filter (Wasm, external authorization, Lua) misbehaves, or this version of Envoy has a bug.',
    fix: [{ text: 'Search for the condition among the fixed bugs of Envoy, and upgrade the proxy.' }],
    checks: proxyOnly,
    identity: 'reason',
  },
  {
    id: 'wasm-runtime-error',
    // The level stands in front as a word (since Istio 1.6) or in brackets.
    pattern:
      /wasm log: error(?<reason>[^\t]{0,200})|(?:error|critical)\b.{0,120}wasm log[^:]{0,200}: (?<reason2>[^\t]{1,250})/,
    literals: ['wasm log'],
    severity: 'warning',
    role: 'cause',
    title: 'A Wasm plugin in {owner} reports an error: {reason}',
    why: 'Its configuration is missing or does not fit, or a filter of an older Istio is still attached.',
    fix: [
      {
        text: 'Correct pluginConfig of the WasmPlugin; remove EnvoyFilters that an earlier version installed.',
        command: 'kubectl get wasmplugins,envoyfilters -A',
      },
    ],
    checks: proxyOnly,
    identity: 'reason',
  },
  {
    id: 'jwt-verify-failed',
    pattern:
      /(?<reason>Jwks doesn't have key to match kid|Jwt verification fails|Jwt issuer is not configured|Jwt is expired)/,
    literals: ["Jwks doesn't have key", 'Jwt verification fails', 'Jwt issuer is not configured', 'Jwt is expired'],
    severity: 'error',
    role: 'symptom',
    title: 'Envoy of {owner} refuses the token of requests: {reason}',
    why: 'The token has expired or comes from another issuer, or the control plane could not fetch the signing keys.',
    fix: [
      { text: 'Compare the token with the RequestAuthentication, and check that the control plane reaches jwksUri.' },
    ],
    checks: proxyOnly,
    identity: 'reason',
  },
];
