import { checkAttachment, matchLabels, targetRef, targetRefs } from '../parts/selector.js';
import { at, type Report } from '../report.js';
import { choice, double, duration, flag, list, map, type Read, record, text, wrapped } from '../schema.js';
import { defineRules } from './kind.js';

const nonEmpty = text({ min: 1 });
const providers = list(record({ name: nonEmpty }, { required: ['name'] }));
const mode = choice('CLIENT_AND_SERVER', 'CLIENT', 'SERVER');
const named = record({ name: nonEmpty, defaultValue: text() }, { required: ['name'] });
const valued = record({ value: nonEmpty }, { required: ['value'] });

const customTag = record(
  { literal: valued, environment: named, header: named, formatter: valued },
  { oneOf: [['literal', 'environment', 'header', 'formatter']] },
);

const tracing = record({
  match: record({ mode }),
  providers,
  randomSamplingPercentage: wrapped(double({ min: 0, max: 100 })),
  disableSpanReporting: wrapped(flag),
  disableContextPropagation: wrapped(flag),
  customTags: map(customTag),
  useRequestIdForTraceSampling: wrapped(flag),
  enableIstioTags: wrapped(flag),
});

const metric = choice(
  'ALL_METRICS',
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'REQUEST_SIZE',
  'RESPONSE_SIZE',
  'TCP_OPENED_CONNECTIONS',
  'TCP_CLOSED_CONNECTIONS',
  'TCP_SENT_BYTES',
  'TCP_RECEIVED_BYTES',
  'GRPC_REQUEST_MESSAGES',
  'GRPC_RESPONSE_MESSAGES',
);

const override = record({
  match: record({ metric, customMetric: nonEmpty, mode }, { oneOf: [['metric', 'customMetric']] }),
  disabled: wrapped(flag),
  tagOverrides: map(record({ operation: choice('UPSERT', 'REMOVE'), value: text() })),
});

const metrics = record({ providers, overrides: list(override), reportingInterval: duration });

const accessLogging = record({
  match: record({ mode }),
  providers,
  disabled: wrapped(flag),
  filter: record({ expression: text() }),
});

export const telemetry = defineRules({
  group: 'telemetry.istio.io',
  kind: 'Telemetry',
  spec: record(
    {
      selector: matchLabels,
      targetRef,
      targetRefs,
      tracing: list(tracing),
      metrics: list(metrics),
      accessLogging: list(accessLogging),
    },
    { oneOf: [['selector', 'targetRef', 'targetRefs']] },
  ),
  check(spec, report) {
    const { tracing = [], metrics = [], accessLogging = [] } = spec;
    checkAttachment(spec, report);
    if (tracing.length > 1) report.warn('spec.tracing', 'can be one only: the others are ignored');
    for (const [index, settings] of tracing.entries()) checkTracing(settings, at('spec.tracing', index), report);
    for (const [index, settings] of metrics.entries()) checkMetrics(settings, at('spec.metrics', index), report);
    for (const [index, { providers }] of accessLogging.entries()) {
      checkProviders(providers, at('spec.accessLogging', index), report);
    }
  },
});

function checkProviders(named: Read<typeof providers> = [], field: string, report: Report): void {
  for (const [index, { name }] of named.entries()) {
    if (!name) report.error(`${field}.providers[${index}].name`, 'is required');
  }
}

function checkTracing(settings: Read<typeof tracing>, field: string, report: Report): void {
  const { providers = [], randomSamplingPercentage: percent = 0, customTags = [] } = settings;
  if (providers.length > 1) report.warn(`${field}.providers`, 'can be one only: the others are ignored');
  checkProviders(providers, field, report);
  if (percent < 0 || percent > 100)
    report.error(`${field}.randomSamplingPercentage`, `${percent} is not between 0 and 100`);
  for (const [name, { literal, header, environment }] of customTags) {
    const here = at(`${field}.customTags`, name);
    if (name === '') report.error(`${field}.customTags`, 'has a tag without name');
    if (literal && !literal.value) report.error(`${here}.literal.value`, 'is required');
    if (header && !header.name) report.error(`${here}.header.name`, 'is required');
    if (environment && !environment.name) report.error(`${here}.environment.name`, 'is required');
  }
}

function checkMetrics({ providers, overrides = [] }: Read<typeof metrics>, field: string, report: Report): void {
  checkProviders(providers, field, report);
  for (const [index, { match, tagOverrides = [] }] of overrides.entries()) {
    const here = at(`${field}.overrides`, index);
    if (match?.customMetric === '') report.error(`${here}.match.customMetric`, 'must not be empty');
    for (const [tag, { operation = 'UPSERT', value = '' }] of tagOverrides) {
      const member = at(`${here}.tagOverrides`, tag);
      if (tag === '') report.warn(`${here}.tagOverrides`, 'has a tag without name');
      if (operation === 'UPSERT' && value === '') report.error(`${member}.value`, 'is needed for operation UPSERT');
      if (operation === 'REMOVE' && value !== '') report.error(`${member}.value`, 'does not go with operation REMOVE');
    }
  }
}
