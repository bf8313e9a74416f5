import { citeField } from '../../core/evidence.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

export const configurationLightstepProvider = defineCheck({
  meta: {
    id: 'configuration/lightstep-provider',
    title: 'Traces do not go to a Lightstep provider',
    severity: 'warning',
    basis: 'declared',
    why: 'The Lightstep tracer is deprecated since Istio 1.18: Lightstep takes OpenTelemetry, and Envoy drops the tracer of its own.',
    fix: [
      {
        text: 'Replace the provider in the mesh configuration by one of kind opentelemetry.',
        doc: 'https://istio.io/latest/docs/tasks/observability/distributed-tracing/opentelemetry/',
      },
    ],
    aliases: ['IST0002'],
    decides: 'A Telemetry names a provider that the mesh configuration declares as lightstep.',
    falsePositives: ['Silent while the oldest control plane is older than 1.18.'],
  },
  requires: ['telemetries', 'meshConfig', 'mesh'],
  messages: {
    used: 'Telemetry {namespace}/{name} sends traces to {provider}, a Lightstep provider, which is deprecated',
  },
  identity: ['provider'],
  *run({ telemetries, meshConfig, mesh }) {
    if ((oldestMinor(mesh) ?? 99) < 18) return;
    const lightstep = new Set(
      meshConfig.extensionProviders?.flatMap(({ name, kind }) => (kind === 'lightstep' ? [name] : [])),
    );
    for (const { namespace, name, spec, source } of telemetries) {
      for (const { field, providers } of spec.tracing) {
        for (const [index, provider] of providers.entries()) {
          if (!lightstep.has(provider)) continue;
          yield {
            messageId: 'used',
            args: { namespace, name, provider },
            subject: { kind: 'Telemetry', namespace, name },
            evidence: [citeField(source, `${field}.providers[${index}].name`, provider)],
          };
        }
      }
    }
  },
});
