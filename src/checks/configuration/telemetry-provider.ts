import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { MeshConfig, Telemetry } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { defineCheck } from '../check.js';

/** Providers that istiod has without being told (pkg/config/mesh, DefaultMeshConfig). */
const builtIn = ['prometheus', 'stackdriver', 'envoy'];

export const configurationTelemetryProvider = defineCheck({
  meta: {
    id: 'configuration/telemetry-provider',
    title: 'Telemetry objects have providers that exist',
    severity: 'warning',
    basis: 'declared',
    why: 'istiod leaves out an access log, a trace or a metric whose provider is not in the mesh configuration. An access log without a provider goes to the default ones, and nowhere when there are none.',
    fix: [
      {
        text: 'Name a provider of extensionProviders, or set defaultProviders in the mesh configuration; envoy is the built-in access log.',
        command: 'kubectl get configmap -n istio-system istio -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/observability/telemetry/',
      },
    ],
    codes: ['IST0157'],
    decides:
      'Providers are compared with extensionProviders and those that istiod has by itself; entries of accessLogging without one need defaultProviders.accessLogging.',
    falsePositives: [
      'Silent in bundles where an entry without provider takes over those of an earlier entry or of the root namespace, or where accessLogFile logs anyway.',
      'Unknown providers are left open where no mesh configuration is given.',
    ],
  },
  requires: ['telemetries', 'meshConfig', 'mesh'],
  messages: {
    noProvider:
      'Telemetry {namespace}/{name} sets up an access log without a provider, and the mesh has no default one',
    unknown: 'Telemetry {namespace}/{name} names the provider {provider}, which the mesh configuration does not have',
    noSampling: 'Telemetry {namespace}/{name} samples 0 % of requests, so that it makes no traces',
  },
  identity: ['provider'],
  *run({ telemetries, meshConfig, mesh }, { undecided }) {
    const known = new Set([...builtIn, ...(meshConfig.extensionProviders ?? []).map(({ name }) => name)]);
    for (const telemetry of telemetries) {
      const { namespace, name, spec, source } = telemetry;
      const subject = { kind: 'Telemetry', namespace, name };
      const inherits = mesh.isManifests !== true && inheritsProvider(telemetry, telemetries, meshConfig);
      const without = inherits ? [] : withoutProvider(telemetry, meshConfig);
      if (isNonEmpty(without)) {
        yield {
          messageId: 'noProvider',
          args: { namespace, name },
          subject,
          aliases: ['IST0157'],
          evidence: mapNonEmpty(without, ({ field }) => citeField(source, `${field}.providers`, '(none)')),
        };
      }
      for (const [provider, uses] of groupBy(namedProviders(telemetry), (use) => use.provider)) {
        if (known.has(provider)) continue;
        if (meshConfig.isDefault) {
          undecided(`no mesh configuration says whether there is a provider ${provider}`);
          continue;
        }
        yield {
          messageId: 'unknown',
          args: { namespace, name, provider },
          subject,
          evidence: mapNonEmpty(uses, ({ field }) => citeField(source, field, provider)),
        };
      }
      const silent = spec.tracing.filter(({ sampling, disabled }) => sampling === 0 && !disabled);
      if (!isNonEmpty(silent)) continue;
      yield {
        messageId: 'noSampling',
        args: { namespace, name },
        subject,
        severity: 'info',
        evidence: mapNonEmpty(silent, ({ field }) => citeField(source, `${field}.randomSamplingPercentage`, 0)),
      };
    }
  },
});

function withoutProvider({ spec }: Telemetry, { defaultProviders }: MeshConfig) {
  if ((defaultProviders?.accessLogging ?? []).length > 0) return [];
  return spec.accessLogging.filter(({ providers, disabled }) => providers.length === 0 && !disabled);
}

/** Istio 1.30 (mergeLogs): providers come down from the root namespace, and from entry to entry; without any, accessLogFile is in force. */
function inheritsProvider({ spec }: Telemetry, all: readonly Telemetry[], meshConfig: MeshConfig): boolean {
  const isNamed = (telemetry: Telemetry) => telemetry.spec.accessLogging.some(({ providers }) => providers.length > 0);
  const [first] = spec.accessLogging;
  if (meshConfig.accessLogFile || (first !== undefined && first.providers.length > 0)) return true;
  return all.some(
    (telemetry) =>
      telemetry.namespace === meshConfig.rootNamespace && telemetry.spec.selector.size === 0 && isNamed(telemetry),
  );
}

function namedProviders({ spec }: Telemetry): readonly { provider: string; field: string }[] {
  return [...spec.accessLogging, ...spec.tracing, ...spec.metrics].flatMap(({ field, providers }) =>
    providers.map((provider, index) => ({ provider, field: `${field}.providers[${index}].name` })),
  );
}
