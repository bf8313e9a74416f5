import { describeValidation } from '../../../helpers/validation.js';

describeValidation(
  { apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry' },
  {
    'a provider has a name': {
      valid: { tracing: [{ providers: [{ name: 'zipkin' }] }] },
      invalid: { tracing: [{ providers: [{}] }] },
      errors: ['spec.tracing[0].providers[0].name'],
    },
    sampling: {
      valid: { tracing: [{ randomSamplingPercentage: null }] },
      invalid: { tracing: [{ randomSamplingPercentage: 100.5 }] },
      errors: ['spec.tracing[0].randomSamplingPercentage'],
    },
    'one provider for tracing': {
      valid: { tracing: [{ providers: [{ name: 'a' }] }] },
      invalid: { tracing: [{ providers: [{ name: 'a' }, { name: 'b' }] }] },
      warnings: ['spec.tracing[0].providers'],
    },
    'values of tags': {
      valid: { metrics: [{ overrides: [{ tagOverrides: { a: { value: 'x' }, b: { operation: 'REMOVE' } } }] }] },
      invalid: { metrics: [{ overrides: [{ tagOverrides: { a: {}, b: { operation: 'REMOVE', value: 'x' } } }] }] },
      errors: [
        'spec.metrics[0].overrides[0].tagOverrides.a.value',
        'spec.metrics[0].overrides[0].tagOverrides.b.value',
      ],
    },
    'a tag has one source': {
      valid: { tracing: [{ customTags: { a: { literal: { value: 'x' } } } }] },
      invalid: { tracing: [{ customTags: { a: { literal: { value: 'x' }, header: { name: 'y' } } } }] },
      refused: ['spec.tracing[0].customTags.a'],
    },
  },
);

const url = 'oci://registry.example/filter:1';

describeValidation(
  { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin' },
  {
    'a URL': { valid: { url }, invalid: {}, errors: ['spec.url'] },
    'a scheme': {
      valid: { url: 'registry.example/filter' },
      invalid: { url: 'ftp://registry.example/filter' },
      errors: ['spec.url'],
    },
    'a checksum': {
      valid: { url, sha256: 'a'.repeat(64) },
      invalid: { url, sha256: 'A'.repeat(64) },
      errors: ['spec.sha256'],
    },
    'a value of the host': {
      valid: { url, vmConfig: { env: [{ name: 'A', valueFrom: 'HOST' }] } },
      invalid: { url, vmConfig: { env: [{ name: 'A', valueFrom: 'HOST', value: 'a' }] } },
      errors: ['spec.vmConfig.env[0].value'],
    },
    'a port': {
      valid: { url, match: [{ ports: [{ number: 80 }] }] },
      invalid: { url, match: [{ ports: [{ number: 0 }] }] },
      errors: ['spec.match[0].ports[0].number'],
    },
    'a number that fits': {
      valid: { url, priority: -1 },
      invalid: { url, priority: 2_147_483_648 },
      errors: ['spec.priority'],
    },
  },
);

describeValidation(
  { apiVersion: 'extensions.istio.io/v1alpha1', kind: 'TrafficExtension' },
  {
    'Wasm or Lua': { valid: { wasm: { url } }, invalid: {}, errors: ['spec'] },
    'a script': {
      valid: { lua: { inlineCode: 'return 1' } },
      invalid: { lua: { inlineCode: '' } },
      errors: ['spec.lua.inlineCode'],
    },
  },
);

describeValidation(
  { apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig' },
  {
    threads: { valid: { concurrency: 0 }, invalid: { concurrency: -1 }, errors: ['spec.concurrency'] },
    'a selector': {
      valid: { selector: { matchLabels: { a: '' } } },
      invalid: { selector: { matchLabels: { '': 'b' } } },
      errors: ['spec.selector.matchLabels'],
    },
  },
);
