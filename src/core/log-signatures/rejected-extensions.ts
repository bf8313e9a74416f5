import type { LogCheck, LogSignature } from './signature.js';

const bothSides: readonly [LogCheck, LogCheck] = ['logs/proxy', 'logs/control-plane'];
const refusals = ['istiod-xds-nack', 'envoy-xds-rejected'] as const;
const findEnvoyFilter = {
  text: 'Correct or remove the EnvoyFilter that puts it there.',
  command: 'kubectl get envoyfilters -A',
} as const;

/** Reasons of refusals that lie in a filter, a script, a certificate or a field, not in the listener around it. */
export const rejectedExtensions: readonly LogSignature[] = [
  {
    id: 'nack-unknown-extension',
    pattern:
      /Didn't find a registered implementation for (?:name: |type URL: |type: )?\\?['"]?(?<extension>[^'"\\\s]{1,200})/,
    literals: ["Didn't find a registered implementation for"],
    severity: 'error',
    role: 'cause',
    title: 'The configuration names {extension}, which this Envoy does not contain',
    why: 'The whole resource is refused; an EnvoyFilter written for another Envoy version or build is the usual reason.',
    fix: [findEnvoyFilter],
    checks: bothSides,
    identity: 'extension',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-cert-file',
    pattern: /(?:Invalid path: |unable to read file: )(?<file>[^\s,"]{1,300})/,
    literals: ['Invalid path: /', 'unable to read file: '],
    severity: 'error',
    role: 'cause',
    title: 'TLS settings name the file {file}, which the proxy does not have',
    why: 'Envoy refuses the Envoy cluster or listener with that setting.',
    fix: [{ text: 'Mount the secret into the proxy, or use credentialName or ISTIO_MUTUAL instead of file names.' }],
    checks: bothSides,
    identity: 'file',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-cert-load',
    pattern:
      /Failed to load (?<what>certificate chain|private key|trusted CA certificates?|incomplete (?:certificate|private key)) (?<reason>[^\t]{0,300})/,
    literals: [
      'Failed to load certificate chain from',
      'Failed to load private key from',
      'Failed to load trusted CA',
      'Failed to load incomplete',
    ],
    severity: 'error',
    role: 'cause',
    title: 'Envoy cannot use the {what} it was given: {reason}',
    why: 'Listeners with that secret stay in warming, so their clients are reset.',
    fix: [{ text: 'Replace the secret: full chain, matching unencrypted key, supported curve or size.' }],
    checks: ['logs/proxy', 'logs/control-plane'],
    identity: 'reason',
    explains: refusals,
  },
  {
    id: 'nack-proto-invalid',
    pattern:
      /(?<reason>(?:Unable to unpack as |Proto constraint validation failed|Unable to parse JSON as proto)[^\t]{0,300})|has unknown fields/,
    literals: [
      'Unable to unpack as ',
      'Proto constraint validation failed',
      'has unknown fields',
      'Unable to parse JSON as proto',
    ],
    severity: 'error',
    role: 'cause',
    title: 'A generated resource does not fit the API of this Envoy: {reason}',
    why: 'An EnvoyFilter with an invalid or removed field, or a control plane much newer than its proxies, produces resources that Envoy cannot read.',
    fix: [
      { text: 'Correct the field that the message names, and keep proxies within the supported version skew.' },
      findEnvoyFilter,
    ],
    checks: bothSides,
    identity: 'reason',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-lua-script',
    pattern: /script load error: (?<reason>[^\t]{1,300})/,
    literals: ['script load error: '],
    severity: 'error',
    role: 'cause',
    title: 'A Lua script does not compile: {reason}',
    why: 'Envoy refuses the whole listener that carries the script.',
    fix: [{ ...findEnvoyFilter, text: 'Correct the script; YAML quoting is the usual culprit.' }],
    checks: bothSides,
    identity: 'reason',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-wasm',
    pattern: /Unable to create Wasm (?<what>[^\t]{1,100})/,
    literals: ['Unable to create Wasm'],
    severity: 'error',
    role: 'symptom',
    title: 'A Wasm {what} cannot be created, so Envoy refuses the listener',
    why: 'The module could not be fetched or loaded, and the plugin is configured to fail closed.',
    fix: [{ text: 'Repair the module or its URL, or set failStrategy FAIL_OPEN in the WasmPlugin.' }],
    checks: ['logs/proxy', 'logs/control-plane'],
    explains: refusals,
  },
];
