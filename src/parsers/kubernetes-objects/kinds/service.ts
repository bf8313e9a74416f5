import { z } from 'zod';
import { conditions, portNumber, text, textMap, texts } from './common.js';
import { defineKind } from './kind.js';

const protocol = text.default('TCP');

const servicePort = z.object({
  port: portNumber,
  protocol,
  name: text.exactOptional(),
  nodePort: portNumber.exactOptional(),
  targetPort: z.union([portNumber, text]).exactOptional(),
  appProtocol: text.exactOptional(),
});

const ingress = z.object({ ip: text.exactOptional(), hostname: text.exactOptional() });

const serviceSpec = z.object({
  type: text.default('ClusterIP'),
  clusterIP: text.exactOptional(),
  clusterIPs: texts,
  externalIPs: texts,
  externalName: text.exactOptional(),
  selector: textMap,
  ports: z.array(servicePort).default([]),
  publishNotReadyAddresses: z.boolean().default(false),
  externalTrafficPolicy: text.exactOptional(),
});

const serviceStatus = z
  .object({ loadBalancer: z.object({ ingress: z.array(ingress).default([]) }).prefault({}), conditions })
  .prefault({});

export const service = defineKind(
  'Service',
  [''],
  z.object({ spec: serviceSpec.prefault({}), status: serviceStatus }).transform(({ spec, status }) => {
    const { clusterIP, clusterIPs, externalIPs, selector, ports, ...rest } = spec;
    const balancer = status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip || hostname || []);
    return {
      ...rest,
      // Kubernetes before 1.20 has the singular field only.
      clusterIPs: clusterIPs.length > 0 ? clusterIPs : clusterIP ? [clusterIP] : [],
      external: [...(spec.type === 'LoadBalancer' ? balancer : []), ...externalIPs],
      ...(selector.size > 0 && { selector }),
      ...(status.conditions.length > 0 && { conditions: status.conditions }),
      ports: ports.map(({ nodePort, ...port }) => ({ ...port, ...(nodePort && { nodePort }) })),
    };
  }),
  { located: true },
);

const targetRef = z.object({ kind: text.exactOptional(), name: text.exactOptional() });
const endpointPort = z.object({ name: text.exactOptional(), port: portNumber, protocol });
const podOf = (target: z.output<typeof targetRef> | undefined) => (target?.kind === 'Pod' ? target.name : undefined);

const address = z
  .object({ ip: text, nodeName: text.exactOptional(), targetRef: targetRef.exactOptional() })
  .transform(({ ip, nodeName: node, targetRef }) => {
    const pod = podOf(targetRef);
    return { ip, ...(pod && { pod }), ...(node && { node }) };
  });

const addresses = z.array(address).default([]);
const subset = z.object({
  addresses,
  notReadyAddresses: addresses,
  ports: z.array(endpointPort).default([]),
});

export const endpoints = defineKind(
  'Endpoints',
  [''],
  z.object({ subsets: z.array(subset).default([]) }).transform(({ subsets }) => ({
    addresses: subsets.flatMap((subset) => [
      ...subset.addresses.map((address) => ({ ...address, ready: true })),
      ...subset.notReadyAddresses.map((address) => ({ ...address, ready: false })),
    ]),
    ports: subsets.flatMap((subset) => subset.ports),
  })),
);

const sliceEndpoint = z
  .object({
    addresses: texts,
    // No `ready` means unknown, which the API asks to take for ready.
    conditions: z.object({ ready: z.boolean().default(true) }).prefault({}),
    nodeName: text.exactOptional(),
    targetRef: targetRef.exactOptional(),
  })
  .transform(({ addresses, conditions: { ready }, nodeName: node, targetRef }) => {
    const pod = podOf(targetRef);
    return addresses.map((ip) => ({ ip, ready, ...(pod && { pod }), ...(node && { node }) }));
  });

export const endpointSlice = defineKind(
  'EndpointSlice',
  ['discovery.k8s.io'],
  z
    .object({
      metadata: z.object({ labels: textMap, ownerReferences: z.array(targetRef).default([]) }),
      endpoints: z.array(sliceEndpoint).default([]),
      // A port without a number means all ports.
      ports: z.array(endpointPort.extend({ port: portNumber.exactOptional() })).default([]),
    })
    .transform(({ metadata, endpoints, ports }) => {
      const owner = metadata.ownerReferences.find(({ kind }) => kind === 'Service')?.name;
      const service = metadata.labels.get('kubernetes.io/service-name') ?? owner;
      return {
        ...(service !== undefined && { service }),
        addresses: endpoints.flat(),
        ports: ports.flatMap(({ port, ...rest }) => (port === undefined ? [] : { ...rest, port })),
      };
    }),
);
