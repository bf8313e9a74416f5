import { z } from 'zod';
import { conditions, portNumber, text, texts } from './common.js';
import { defineKind } from './kind.js';

const groups = ['gateway.networking.k8s.io'] as const;

const listener = z.object({
  name: text,
  port: portNumber,
  protocol: text,
  hostname: text.exactOptional(),
});

const gatewayStatus = z.object({ conditions, addresses: z.array(z.object({ value: text })).default([]) }).prefault({});

export const kubernetesGateway = defineKind(
  'Gateway.gateway.networking.k8s.io',
  groups,
  z
    .object({
      spec: z.object({ gatewayClassName: text.exactOptional(), listeners: z.array(listener).default([]) }).prefault({}),
      status: gatewayStatus,
    })
    .transform(({ spec, status }) => ({
      ...(spec.gatewayClassName !== undefined && { className: spec.gatewayClassName }),
      listeners: spec.listeners.map((listener, index) => ({ field: `spec.listeners[${index}]`, ...listener })),
      conditions: status.conditions,
      addresses: status.addresses.map((address) => address.value),
    })),
);

const reference = z.object({
  kind: text.exactOptional(),
  namespace: text.exactOptional(),
  name: text,
  port: portNumber.exactOptional(),
});
const parentReference = reference.extend({ sectionName: text.exactOptional() });

const routeSpec = z
  .object({
    hostnames: texts,
    parentRefs: z.array(parentReference).default([]),
    rules: z.array(z.object({ backendRefs: z.array(reference).default([]) })).default([]),
  })
  .prefault({});

const routeStatus = z
  .object({ parents: z.array(z.object({ parentRef: parentReference, conditions })).default([]) })
  .prefault({});

const route = z
  .object({ metadata: z.object({ namespace: text }), spec: routeSpec, status: routeStatus })
  .transform(({ metadata: { namespace }, spec, status }) => ({
    hostnames: spec.hostnames,
    parents: spec.parentRefs.map((parent) => ({ kind: 'Gateway', namespace, ...parent })),
    backends: spec.rules.flatMap((rule, i) =>
      rule.backendRefs.map((backend, j) => ({
        field: `spec.rules[${i}].backendRefs[${j}]`,
        kind: 'Service',
        namespace,
        ...backend,
      })),
    ),
    parentConditions: status.parents.map(({ parentRef, conditions }) => ({
      parent: `${parentRef.namespace ?? namespace}/${parentRef.name}`,
      conditions,
    })),
  }));

export const httpRoute = defineKind('HTTPRoute', groups, route);
export const grpcRoute = defineKind('GRPCRoute', groups, route);
export const tcpRoute = defineKind('TCPRoute', groups, route);
export const tlsRoute = defineKind('TLSRoute', groups, route);
