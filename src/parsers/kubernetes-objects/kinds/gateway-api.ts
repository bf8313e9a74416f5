import { z } from 'zod';
import { conditions, labelSelector } from './common.js';
import { defineKind } from './kind.js';
import { block, compact, items, softBlock, softNumber, softPort, softText, softTexts } from './soft.js';

const group = 'gateway.networking.k8s.io';
const groups = [group] as const;
const softConditions = conditions.catch([]);

const reference = z.object({ group: softText, kind: softText, namespace: softText, name: softText });

const allowedRoutes = z
  .object({
    namespaces: block(
      z.object({
        from: softText,
        selector: labelSelector.catch({ matchLabels: new Map(), matchExpressions: [] }),
      }),
    ),
    kinds: items(z.object({ group: softText, kind: softText })),
  })
  .transform(({ namespaces: { from = 'Same', selector }, kinds }) => ({
    from,
    ...(from === 'Selector' && { selector }),
    ...(kinds.length > 0 && { kinds: kinds.map(({ group: own = group, kind = '' }) => `${own}/${kind}`) }),
  }));

const listener = z.object({
  name: softText,
  port: softPort,
  protocol: softText,
  hostname: softText,
  allowedRoutes: softBlock(allowedRoutes),
  tls: softBlock(z.object({ mode: softText, certificateRefs: items(reference) })),
});

const listenerStatus = z.object({ name: softText, attachedRoutes: softNumber, conditions: softConditions });

const gatewayStatus = block(
  z.object({
    conditions: softConditions,
    addresses: items(z.object({ value: softText })),
    listeners: items(listenerStatus),
  }),
);

const ownNamespace = block(z.object({ namespace: softText })).transform(({ namespace = 'default' }) => namespace);

function describeListener(
  { name = '', port = 0, protocol = '', hostname, allowedRoutes, tls }: z.output<typeof listener>,
  index: number,
  namespace: string,
) {
  const field = `spec.listeners[${index}]`;
  const certificateRefs = (tls?.certificateRefs ?? []).map((ref, i) => ({
    field: `${field}.tls.certificateRefs[${i}]`,
    ...withDefaults(ref, { group: '', kind: 'Secret', namespace }),
  }));
  return {
    field,
    name,
    port,
    protocol,
    ...compact({ hostname, allowedRoutes }),
    ...(tls && { tls: { certificateRefs, ...compact({ mode: tls.mode }) } }),
  };
}

interface Defaults {
  group: string;
  kind: string;
  namespace: string;
}

function withDefaults(ref: z.output<typeof reference>, { group, kind, namespace }: Defaults) {
  return {
    group: ref.group ?? group,
    kind: ref.kind ?? kind,
    namespace: ref.namespace ?? namespace,
    name: ref.name ?? '',
  };
}

export const kubernetesGateway = defineKind(
  'Gateway.gateway.networking.k8s.io',
  groups,
  z
    .object({
      metadata: ownNamespace,
      spec: block(
        z.object({
          gatewayClassName: softText,
          listeners: items(listener),
          addresses: items(z.object({ type: softText, value: softText })),
        }),
      ),
      status: gatewayStatus,
    })
    .transform(({ metadata: namespace, spec, status }) => ({
      ...compact({ className: spec.gatewayClassName }),
      listeners: spec.listeners.map((listener, index) => describeListener(listener, index, namespace)),
      conditions: status.conditions,
      addresses: status.addresses.flatMap(({ value }) => value ?? []),
      ...(spec.addresses.length > 0 && {
        requestedAddresses: spec.addresses.map((address, index) => ({
          field: `spec.addresses[${index}]`,
          ...compact(address),
        })),
      }),
      ...(status.listeners.length > 0 && {
        listenerStatus: status.listeners.map(({ name = '', attachedRoutes, conditions }) => ({
          name,
          conditions,
          ...compact({ attachedRoutes }),
        })),
      }),
    })),
);

const parentReference = reference.extend({ sectionName: softText, port: softPort });
const backendReference = reference.extend({ port: softPort, weight: softNumber });

const routeSpec = block(
  z.object({
    hostnames: softTexts,
    parentRefs: items(parentReference),
    rules: items(z.object({ backendRefs: items(backendReference) })),
  }),
);

const routeStatus = block(
  z.object({
    parents: items(
      z.object({ parentRef: block(parentReference), controllerName: softText, conditions: softConditions }),
    ),
  }),
);

const route = z
  .object({ metadata: ownNamespace, spec: routeSpec, status: routeStatus })
  .transform(({ metadata: namespace, spec, status }) => ({
    hostnames: spec.hostnames,
    parents: spec.parentRefs.map((parent, i) => ({
      field: `spec.parentRefs[${i}]`,
      ...withDefaults(parent, { group, kind: 'Gateway', namespace }),
      ...compact({ sectionName: parent.sectionName, port: parent.port }),
    })),
    backends: spec.rules.flatMap((rule, i) =>
      rule.backendRefs.map((backend, j) => ({
        field: `spec.rules[${i}].backendRefs[${j}]`,
        ...withDefaults(backend, { group: '', kind: 'Service', namespace }),
        ...compact({ port: backend.port, weight: backend.weight }),
      })),
    ),
    parentConditions: status.parents.map(({ parentRef, controllerName, conditions }) => ({
      parent: `${parentRef.namespace ?? namespace}/${parentRef.name ?? ''}`,
      conditions,
      ...compact({ controller: controllerName }),
    })),
  }));

export const httpRoute = defineKind('HTTPRoute', groups, route);
export const grpcRoute = defineKind('GRPCRoute', groups, route);
export const tcpRoute = defineKind('TCPRoute', groups, route);
export const tlsRoute = defineKind('TLSRoute', groups, route);

export const gatewayClass = defineKind(
  'GatewayClass',
  groups,
  z
    .object({
      spec: block(z.object({ controllerName: softText })),
      status: block(z.object({ conditions: softConditions })),
    })
    .transform(({ spec, status }) => ({ ...compact(spec), conditions: status.conditions })),
  { clusterScoped: true },
);

export const referenceGrant = defineKind(
  'ReferenceGrant',
  groups,
  z
    .object({ spec: block(z.object({ from: items(reference), to: items(reference) })) })
    .transform(({ spec: { from, to } }) => ({
      from: from.map(({ group = '', kind = '', namespace = '' }, i) => ({
        field: `spec.from[${i}]`,
        group,
        kind,
        namespace,
      })),
      to: to.map(({ group = '', kind = '', name }) => ({ group, kind, ...compact({ name }) })),
    })),
);

export const backendTlsPolicy = defineKind(
  'BackendTLSPolicy',
  groups,
  z
    .object({
      spec: block(
        z.object({
          targetRefs: items(reference.extend({ sectionName: softText })),
          validation: block(z.object({ hostname: softText })),
        }),
      ),
    })
    .transform(({ spec: { targetRefs, validation } }) => ({
      targets: targetRefs.map(({ group = '', kind = '', name = '', sectionName }, i) => ({
        field: `spec.targetRefs[${i}]`,
        group,
        kind,
        name,
        ...compact({ sectionName }),
      })),
      ...compact(validation),
    })),
);
