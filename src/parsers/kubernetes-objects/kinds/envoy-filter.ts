import { z } from 'zod';
import { defineKind } from './kind.js';
import { block, compact, items, softBlock, softNumber, softPort, softText, softTextMap } from './soft.js';
import { networking } from './virtual-service.js';

const subFilter = block(z.object({ name: softText }));
const filter = block(z.object({ name: softText, subFilter }));
const match = z.object({
  context: softText,
  proxy: block(z.object({ proxyVersion: softText })),
  listener: block(z.object({ portNumber: softPort, filterChain: block(z.object({ filter })) })),
});
const patch = z.object({ operation: softText, filterClass: softText, value: z.unknown().optional() });
const configPatch = z.object({ applyTo: softText, match: block(match), patch: softBlock(patch) });

function describePatch({ applyTo = 'INVALID', match, patch }: z.output<typeof configPatch>, index: number) {
  const { listener } = match;
  const { filter } = listener.filterChain;
  return {
    field: `spec.configPatches[${index}]`,
    applyTo,
    hasPatch: patch !== undefined,
    types: [...typesIn(patch?.value)],
    ...compact({
      context: match.context,
      proxyVersion: match.proxy.proxyVersion,
      operation: patch?.operation,
      filterClass: patch?.filterClass,
      valueName: nameIn(patch?.value),
      matchedFilter: filter.name,
      matchedSubFilter: filter.subFilter.name,
      matchedPort: listener.portNumber,
    }),
  };
}

function nameIn(value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function* typesIn(value: unknown): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value)) {
    if (key === '@type' && typeof field === 'string') yield field;
    else yield* typesIn(field);
  }
}

export const envoyFilter = defineKind(
  'EnvoyFilter',
  networking,
  z
    .object({
      spec: block(
        z.object({
          workloadSelector: block(z.object({ labels: softTextMap })),
          configPatches: items(configPatch),
          priority: softNumber,
          targetRefs: items(z.object({ kind: softText, name: softText })),
          // Istio 1.0 to 1.4.
          workloadLabels: softTextMap,
          filters: items(z.object({ filterType: softText })),
        }),
      ),
    })
    .transform(({ spec }) => ({
      workloadSelector: spec.workloadSelector.labels.size > 0 ? spec.workloadSelector.labels : spec.workloadLabels,
      patches: [
        ...spec.configPatches.map(({ applyTo = 'INVALID' }) => applyTo),
        ...spec.filters.map(({ filterType = 'HTTP' }) => `${filterType}_FILTER`),
      ],
      configPatches: spec.configPatches.map(describePatch),
      ...compact({ priority: spec.priority }),
      ...((spec.filters.length > 0 || spec.workloadLabels.size > 0) && { oldFields: true as const }),
      ...(spec.targetRefs.length > 0 && {
        targets: spec.targetRefs.map(({ kind = '', name = '' }) => ({ kind, name })),
      }),
    })),
  { whole: true },
);

export const proxyConfigObject = defineKind(
  'ProxyConfig',
  networking,
  z
    .object({
      spec: block(
        z.object({
          selector: block(z.object({ matchLabels: softTextMap })),
          concurrency: softNumber,
          image: block(z.object({ imageType: softText })),
          environmentVariables: softTextMap,
        }),
      ),
    })
    .transform(({ spec: { selector, concurrency, image, environmentVariables } }) => ({
      selector: selector.matchLabels,
      environment: environmentVariables,
      ...compact({ concurrency, imageType: image.imageType }),
    })),
  { whole: true },
);
