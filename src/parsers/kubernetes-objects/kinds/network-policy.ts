import { z } from 'zod';
import { labelSelector, texts } from './common.js';
import { defineKind } from './kind.js';

export const networkPolicy = defineKind(
  'NetworkPolicy',
  ['networking.k8s.io', 'extensions'],
  z
    .object({
      spec: z.object({ podSelector: labelSelector, policyTypes: texts, egress: z.array(z.unknown()).default([]) }),
    })
    .transform(({ spec: { podSelector, policyTypes, egress } }) => ({
      podSelector,
      // Without policyTypes a policy is about ingress, and about egress when it has egress rules.
      ingress: policyTypes.length === 0 || policyTypes.includes('Ingress'),
      egress: policyTypes.length === 0 ? egress.length > 0 : policyTypes.includes('Egress'),
    })),
);
