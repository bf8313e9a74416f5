import { z } from 'zod';
import { defineKind } from './kind.js';
import { block, compact, items, softFlag, softNumber, softText } from './soft.js';
import { describeTargets, policyTargets } from './targets.js';

const providers = items(z.object({ name: softText })).transform((list) => list.flatMap(({ name }) => name ?? []));
const disabled = softFlag;

export const telemetry = defineKind(
  'Telemetry',
  ['telemetry.istio.io'],
  z
    .object({
      spec: block(
        z.object({
          ...policyTargets,
          accessLogging: items(z.object({ providers, disabled })),
          tracing: items(z.object({ providers, randomSamplingPercentage: softNumber, disableSpanReporting: disabled })),
          metrics: items(z.object({ providers, overrides: items(z.object({})) })),
        }),
      ),
    })
    .transform(({ spec: { accessLogging, tracing, metrics, ...rest } }) => ({
      ...describeTargets(rest),
      accessLogging: accessLogging.map(({ providers, disabled }, index) => ({
        field: `spec.accessLogging[${index}]`,
        providers,
        ...compact({ disabled }),
      })),
      tracing: tracing.map(({ providers, randomSamplingPercentage, disableSpanReporting }, index) => ({
        field: `spec.tracing[${index}]`,
        providers,
        ...compact({ sampling: randomSamplingPercentage, disabled: disableSpanReporting }),
      })),
      metrics: metrics.map(({ providers, overrides }, index) => ({
        field: `spec.metrics[${index}]`,
        providers,
        overrides: overrides.length,
      })),
    })),
  { whole: true },
);

const extension = z
  .object({
    spec: block(
      z.object({
        ...policyTargets,
        url: softText,
        phase: softText,
        failStrategy: softText,
        imagePullSecret: softText,
        // TrafficExtension has the module in a block of its own.
        wasm: block(z.object({ url: softText, failStrategy: softText, imagePullSecret: softText })),
      }),
    ),
  })
  .transform(({ spec: { url, phase, failStrategy, imagePullSecret, wasm, ...rest } }) => ({
    ...describeTargets(rest),
    ...compact({
      url: url ?? wasm.url,
      phase,
      failStrategy: failStrategy ?? wasm.failStrategy,
      imagePullSecret: imagePullSecret ?? wasm.imagePullSecret,
    }),
  }));

const extensions = ['extensions.istio.io'] as const;

export const wasmPlugin = defineKind('WasmPlugin', extensions, extension, { whole: true });
export const trafficExtension = defineKind('TrafficExtension', extensions, extension, { whole: true });
