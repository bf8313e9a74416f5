import { z } from 'zod';
import { conditions, loosePort } from './common.js';
import { defineKind } from './kind.js';
import { block, compact, items, softBlock, softPort, softText, softTextMap, softTexts } from './soft.js';
import { networking } from './virtual-service.js';

const port = z.object({ number: softPort, name: softText, protocol: softText, targetPort: softPort });

/** Port numbers by the name of the service port. */
const portMap = z
  .record(z.string(), loosePort)
  .default({})
  .catch({})
  .transform((ports) => new Map(Object.entries(ports)));

const endpoint = z.object({ address: softText, ports: portMap, labels: softTextMap, network: softText });
const softConditions = conditions.catch([]);

export const serviceEntry = defineKind(
  'ServiceEntry',
  networking,
  z
    .object({
      spec: block(
        z.object({
          hosts: softTexts,
          addresses: softTexts,
          exportTo: softTexts,
          location: softText,
          resolution: softText,
          ports: items(port),
          endpoints: items(endpoint),
          workloadSelector: softBlock(z.object({ labels: softTextMap })),
        }),
      ),
      status: block(z.object({ addresses: items(z.object({ value: softText })), conditions: softConditions })),
    })
    .transform(({ spec, status }) => {
      const { location = 'MESH_EXTERNAL', resolution = 'NONE', ports, endpoints, workloadSelector, ...rest } = spec;
      const allocated = status.addresses.flatMap(({ value }) => value ?? []);
      return {
        ...rest,
        location,
        resolution,
        ports: ports.flatMap(({ number, protocol, ...port }, index) =>
          number === undefined
            ? []
            : [
                {
                  field: `spec.ports[${index}]`,
                  number,
                  protocol: protocol || 'TCP',
                  ...(!protocol && { isUnset: true as const }),
                  ...compact(port),
                },
              ],
        ),
        // An endpoint in another network may name the network instead of an address.
        endpoints: endpoints.flatMap(({ address, ports, labels, network }, index) =>
          address
            ? [{ field: `spec.endpoints[${index}]`, address, ports, labels, ...(network !== undefined && { network }) }]
            : [],
        ),
        endpointCount: endpoints.length,
        ...(workloadSelector && { workloadSelector: workloadSelector.labels }),
        ...(allocated.length > 0 && { allocated }),
        ...(status.conditions.length > 0 && { conditions: status.conditions }),
      };
    }),
  { whole: true },
);

const workload = z.object({
  address: softText,
  ports: portMap,
  labels: softTextMap,
  network: softText,
  serviceAccount: softText,
});

export const workloadEntry = defineKind(
  'WorkloadEntry',
  networking,
  z
    .object({
      metadata: block(z.object({ labels: softTextMap })),
      spec: block(workload),
      status: block(z.object({ conditions: softConditions })),
    })
    .transform(({ metadata, spec, status }) => ({
      ...compact(spec),
      labels: spec.labels.size > 0 ? spec.labels : metadata.labels,
      conditions: status.conditions,
    })),
  { whole: true },
);

export const workloadGroup = defineKind(
  'WorkloadGroup',
  networking,
  z
    .object({
      spec: block(z.object({ metadata: block(z.object({ labels: softTextMap })), template: block(workload) })),
    })
    .transform(({ spec: { metadata, template } }) => {
      const { ports, network, serviceAccount } = template;
      return { labels: metadata.labels, ports, ...compact({ network, serviceAccount }) };
    }),
  { whole: true },
);
