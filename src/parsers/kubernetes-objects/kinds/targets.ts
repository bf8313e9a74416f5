import { z } from 'zod';
import { compact, items, softBlock, softText, softTextMap } from './soft.js';

const targetRef = z.object({ group: softText, kind: softText, name: softText, namespace: softText });

/** How a policy of Istio says what it is for. */
export const policyTargets = {
  selector: softBlock(z.object({ matchLabels: softTextMap })),
  targetRef: softBlock(targetRef),
  targetRefs: items(targetRef),
};

interface PolicyTargets {
  selector?: { matchLabels: Map<string, string> } | undefined;
  targetRef?: z.output<typeof targetRef> | undefined;
  targetRefs: readonly z.output<typeof targetRef>[];
}

export function describeTargets({ selector, targetRef, targetRefs }: PolicyTargets) {
  const named = [
    ...(targetRef === undefined ? [] : [{ field: 'spec.targetRef', ...targetRef }]),
    ...targetRefs.map((reference, index) => ({ field: `spec.targetRefs[${index}]`, ...reference })),
  ];
  return {
    selector: selector?.matchLabels ?? new Map<string, string>(),
    ...(selector !== undefined && { hasSelector: true as const }),
    targets: named.map(({ group = '', kind = '', name = '', namespace, field }) => ({
      field,
      group,
      kind,
      name,
      ...compact({ namespace }),
    })),
  };
}
