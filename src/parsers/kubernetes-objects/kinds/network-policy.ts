import { z } from 'zod';
import { labelSelector, loosePort, text, texts } from './common.js';
import { defineKind } from './kind.js';
import { compact, items, softBlock, softNumber, softText, softTexts } from './soft.js';

const port = z
  .object({
    protocol: text.default('TCP').catch('TCP'),
    port: z.union([loosePort, text]).optional().catch(undefined),
    endPort: softNumber,
  })
  .transform((fields) => compact(fields));

const peer = z
  .object({
    ipBlock: softBlock(z.object({ cidr: softText, except: softTexts })),
    podSelector: softBlock(labelSelector.unwrap()),
    namespaceSelector: softBlock(labelSelector.unwrap()),
  })
  .transform(({ ipBlock, ...selectors }) =>
    compact({ ...selectors, cidr: ipBlock?.cidr, except: ipBlock?.except ?? [] }),
  );

const rules = (peers: 'from' | 'to') =>
  items(
    z
      .object({ ports: items(port), from: items(peer), to: items(peer) })
      .transform((rule) => ({ ports: rule.ports, peers: rule[peers] })),
  ).transform((list) =>
    list.map((rule, index) => ({ field: `spec.${peers === 'from' ? 'ingress' : 'egress'}[${index}]`, ...rule })),
  );

export const networkPolicy = defineKind(
  'NetworkPolicy',
  ['networking.k8s.io', 'extensions'],
  z
    .object({
      spec: z.object({ podSelector: labelSelector, policyTypes: texts, ingress: rules('from'), egress: rules('to') }),
    })
    .transform(({ spec: { podSelector, policyTypes, ingress, egress } }) => ({
      podSelector,
      // Without policyTypes a policy is about ingress, and about egress when it has egress rules.
      ingress: policyTypes.length === 0 || policyTypes.includes('Ingress'),
      egress: policyTypes.length === 0 ? egress.length > 0 : policyTypes.includes('Egress'),
      ingressRules: ingress,
      egressRules: egress,
    })),
  { located: true },
);
