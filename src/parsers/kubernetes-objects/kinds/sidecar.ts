import { z } from 'zod';
import { defineKind } from './kind.js';
import { block, compact, items, presence, softBlock, softPort, softText, softTextMap, softTexts } from './soft.js';
import { networking } from './virtual-service.js';

const port = block(z.object({ number: softPort, protocol: softText }));

export const sidecar = defineKind(
  'Sidecar',
  networking,
  z
    .object({
      spec: block(
        z.object({
          workloadSelector: block(z.object({ labels: softTextMap })),
          egress: items(z.object({ hosts: softTexts, port, bind: softText })),
          ingress: items(z.object({ port, defaultEndpoint: softText })),
          outboundTrafficPolicy: softBlock(z.object({ mode: softText, egressProxy: presence })),
        }),
      ),
    })
    .transform(({ spec: { workloadSelector, egress, ingress, outboundTrafficPolicy } }) => ({
      workloadSelector: workloadSelector.labels,
      egressHosts: egress.flatMap((listener) => listener.hosts),
      // Protobuf JSON leaves out REGISTRY_ONLY, the zero of the enumeration.
      ...(outboundTrafficPolicy && { outboundTrafficPolicy: outboundTrafficPolicy.mode ?? 'REGISTRY_ONLY' }),
      ...(outboundTrafficPolicy && outboundTrafficPolicy.mode === undefined && { outboundModeUnset: true as const }),
      ...(outboundTrafficPolicy?.egressProxy && { egressProxy: true as const }),
      egress: egress.map(({ hosts, port, bind }, index) => ({
        field: `spec.egress[${index}]`,
        hosts,
        ...compact({ port: port.number, bind }),
      })),
      ingress: ingress.map(({ port, defaultEndpoint }, index) => ({
        field: `spec.ingress[${index}]`,
        ...compact({ port: port.number, protocol: port.protocol, defaultEndpoint }),
      })),
    })),
  { whole: true },
);
