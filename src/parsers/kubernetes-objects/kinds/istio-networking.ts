import { z } from 'zod';
import { looseNumber, loosePort, text, textMap, texts } from './common.js';
import { defineKind } from './kind.js';

const groups = ['networking.istio.io'] as const;
const exportTo = texts;

const destination = z
  .object({
    host: text,
    subset: text.exactOptional(),
    port: z.object({ number: loosePort.exactOptional() }).exactOptional(),
  })
  .transform(({ port, ...rest }) => ({ ...rest, ...(port?.number !== undefined && { port: port.number }) }));

const weighted = z.object({ destination, weight: looseNumber.exactOptional() });

const route = z.object({
  name: text.exactOptional(),
  route: z.array(weighted).default([]),
  mirror: destination.exactOptional(),
  mirrors: z.array(weighted).default([]),
});

type Route = z.output<typeof route>;

function describeRoutes(protocol: 'http' | 'tls' | 'tcp', routes: readonly Route[]) {
  return routes.map(({ name, route, mirror, mirrors }, index) => {
    const field = `spec.${protocol}[${index}]`;
    const mirrored = mirrors.map((mirror, i) => ({
      field: `${field}.mirrors[${i}].destination`,
      ...mirror.destination,
    }));
    if (mirror !== undefined) mirrored.push({ field: `${field}.mirror`, ...mirror });
    return {
      protocol,
      field,
      ...(name !== undefined && { name }),
      destinations: route.map(({ destination, weight }, i) => ({
        field: `${field}.route[${i}].destination`,
        ...destination,
        ...(weight !== undefined && { weight }),
      })),
      ...(mirrored.length > 0 && { mirrors: mirrored }),
    };
  });
}

const routes = z.array(route).default([]);

export const virtualService = defineKind(
  'VirtualService',
  groups,
  z
    .object({ spec: z.object({ hosts: texts, gateways: texts, exportTo, http: routes, tls: routes, tcp: routes }) })
    .transform(({ spec: { hosts, gateways, exportTo, http, tls, tcp } }) => ({
      hosts,
      gateways: gateways.length > 0 ? gateways : ['mesh'],
      exportTo,
      routes: [...describeRoutes('http', http), ...describeRoutes('tls', tls), ...describeRoutes('tcp', tcp)],
    })),
);

/** Without a mode it is DISABLE, the zero of the enumeration. */
const tls = z
  .object({ mode: z.enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']).default('DISABLE') })
  .transform((settings) => settings.mode)
  .exactOptional();

const trafficPolicy = z
  .object({
    tls,
    portLevelSettings: z.array(z.object({ port: z.object({ number: loosePort }), tls })).default([]),
  })
  .prefault({});

const subset = z.object({ name: text, labels: textMap, trafficPolicy });

export const destinationRule = defineKind(
  'DestinationRule',
  groups,
  z
    .object({ spec: z.object({ host: text, exportTo, trafficPolicy, subsets: z.array(subset).default([]) }) })
    .transform(({ spec: { host, exportTo, trafficPolicy, subsets } }) => ({
      host,
      exportTo,
      ...(trafficPolicy.tls && { tls: trafficPolicy.tls }),
      portTls: new Map(
        trafficPolicy.portLevelSettings.flatMap(({ port, tls }) => (tls ? [[port.number, tls] as const] : [])),
      ),
      subsets: subsets.map(({ name, labels, trafficPolicy: { tls } }) => ({ name, labels, ...(tls && { tls }) })),
    })),
);

const server = z.object({
  port: z.object({ number: loosePort, protocol: text, name: text.exactOptional() }),
  hosts: texts,
  tls: z.object({ mode: text.exactOptional(), credentialName: text.exactOptional() }).prefault({}),
});

export const istioGateway = defineKind(
  'Gateway.networking.istio.io',
  groups,
  z
    .object({ spec: z.object({ selector: textMap, servers: z.array(server).default([]) }) })
    .transform(({ spec: { selector, servers } }) => ({
      selector,
      servers: servers.map(({ port, hosts, tls: { mode, credentialName } }, index) => ({
        field: `spec.servers[${index}]`,
        port: port.number,
        protocol: port.protocol,
        ...(port.name && { portName: port.name }),
        hosts,
        ...(mode && { tlsMode: mode }),
        ...(credentialName && { credentialName }),
      })),
    })),
);

const entryPort = z.object({
  number: loosePort,
  name: text.exactOptional(),
  protocol: text.default('TCP'),
  targetPort: loosePort.exactOptional(),
});

const selectorLabels = z.object({ labels: textMap }).transform((selector) => selector.labels);

export const serviceEntry = defineKind(
  'ServiceEntry',
  groups,
  z
    .object({
      spec: z.object({
        hosts: texts,
        addresses: texts,
        exportTo,
        location: text.default('MESH_EXTERNAL'),
        resolution: text.default('NONE'),
        ports: z.array(entryPort).default([]),
        endpoints: z.array(z.object({ address: text.exactOptional() })).default([]),
        workloadSelector: selectorLabels.exactOptional(),
      }),
    })
    .transform(({ spec: { endpoints, ...rest } }) => ({
      ...rest,
      // An endpoint in another network may name the network instead of an address.
      endpoints: endpoints.flatMap(({ address }) => (address ? [{ address }] : [])),
    })),
);

const workloadLabels = selectorLabels.default(() => new Map<string, string>());

export const sidecar = defineKind(
  'Sidecar',
  groups,
  z
    .object({
      spec: z
        .object({
          workloadSelector: workloadLabels,
          egress: z.array(z.object({ hosts: texts })).default([]),
          outboundTrafficPolicy: z.object({ mode: text.default('REGISTRY_ONLY') }).exactOptional(),
        })
        .prefault({}),
    })
    .transform(({ spec: { workloadSelector, egress, outboundTrafficPolicy } }) => ({
      workloadSelector,
      egressHosts: egress.flatMap((listener) => listener.hosts),
      ...(outboundTrafficPolicy && { outboundTrafficPolicy: outboundTrafficPolicy.mode }),
    })),
);

export const envoyFilter = defineKind(
  'EnvoyFilter',
  groups,
  z
    .object({
      spec: z
        .object({
          workloadSelector: workloadLabels,
          configPatches: z.array(z.object({ applyTo: text })).default([]),
          // Istio 1.0 to 1.4.
          workloadLabels: textMap,
          filters: z.array(z.object({ filterType: text.default('HTTP') })).default([]),
        })
        .prefault({}),
    })
    .transform(({ spec }) => ({
      workloadSelector: spec.workloadSelector.size > 0 ? spec.workloadSelector : spec.workloadLabels,
      patches: [
        ...spec.configPatches.map((patch) => patch.applyTo),
        ...spec.filters.map((filter) => `${filter.filterType}_FILTER`),
      ],
    })),
);
