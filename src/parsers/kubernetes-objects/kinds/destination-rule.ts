import { z } from 'zod';
import { defineKind } from './kind.js';
import {
  block,
  compact,
  items,
  presence,
  softBlock,
  softFlag,
  softNumber,
  softPort,
  softText,
  softTextMap,
  softTexts,
} from './soft.js';
import { networking } from './virtual-service.js';

/** Without a mode it is DISABLE, the zero of the enumeration. */
const tls = z.object({
  mode: z.enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']).default('DISABLE').catch('DISABLE'),
  caCertificates: softText,
  clientCertificate: softText,
  credentialName: softText,
  subjectAltNames: softTexts,
  sni: softText,
  insecureSkipVerify: softFlag,
});

const consistentHash = z
  .looseObject({})
  .transform((hash) =>
    ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'].find((key) => hash[key] !== undefined),
  );

const locality = z
  .looseObject({})
  .transform(
    (setting) =>
      ['distribute', 'failover', 'failoverPriority'].find((key) => setting[key] !== undefined) ??
      (setting.enabled === false ? undefined : 'enabled'),
  );

const loadBalancer = z
  .object({ simple: softText, consistentHash: softBlock(consistentHash), localityLbSetting: softBlock(locality) })
  .transform(({ simple, consistentHash, localityLbSetting }) =>
    compact({ simple, consistentHash, locality: localityLbSetting }),
  );

const connectionPool = z
  .object({
    tcp: softBlock(z.object({ maxConnections: softNumber })),
    http: softBlock(z.object({ http1MaxPendingRequests: softNumber })),
  })
  .transform(({ tcp, http }) =>
    compact({
      tcp: tcp && (true as const),
      http: http && (true as const),
      maxConnections: tcp?.maxConnections,
      http1MaxPendingRequests: http?.http1MaxPendingRequests,
    }),
  );

const outlierDetection = z
  .object({
    consecutive5xxErrors: softNumber,
    consecutiveGatewayErrors: softNumber,
    consecutiveErrors: softNumber,
    maxEjectionPercent: softNumber,
    minHealthPercent: softNumber,
    interval: softText,
    baseEjectionTime: softText,
  })
  .transform((fields) => compact(fields));

const portPolicy = z.object({
  port: block(z.object({ number: softPort })),
  tls: softBlock(tls),
  loadBalancer: softBlock(loadBalancer),
  connectionPool: softBlock(connectionPool),
  outlierDetection: softBlock(outlierDetection),
});

const trafficPolicy = portPolicy.extend({ portLevelSettings: items(portPolicy), tunnel: presence });

type PortPolicy = z.output<typeof portPolicy>;

function settings(field: string, { tls, loadBalancer, connectionPool, outlierDetection }: PortPolicy) {
  return {
    field,
    ...(tls && { tls: { field: `${field}.tls`, ...compact(tls) } }),
    ...compact({ loadBalancer, connectionPool, outlierDetection }),
  };
}

function describePolicy(field: string, policy: z.output<typeof trafficPolicy>) {
  return {
    ...settings(field, policy),
    ports: policy.portLevelSettings.flatMap((setting, index) => {
      const port = setting.port.number;
      return port === undefined ? [] : [{ ...settings(`${field}.portLevelSettings[${index}]`, setting), port }];
    }),
    ...(policy.tunnel && { tunnel: true as const }),
  };
}

const subset = z.object({ name: softText, labels: softTextMap, trafficPolicy: softBlock(trafficPolicy) });

export const destinationRule = defineKind(
  'DestinationRule',
  networking,
  z
    .object({
      spec: block(
        z.object({
          host: softText,
          exportTo: softTexts,
          trafficPolicy: softBlock(trafficPolicy),
          subsets: items(subset),
          workloadSelector: softBlock(z.object({ matchLabels: softTextMap })),
        }),
      ),
    })
    .transform(({ spec: { host = '', exportTo, trafficPolicy, subsets, workloadSelector } }) => {
      const policy = trafficPolicy && describePolicy('spec.trafficPolicy', trafficPolicy);
      return {
        host,
        exportTo,
        ...(policy?.tls && { tls: policy.tls.mode }),
        portTls: new Map((policy?.ports ?? []).flatMap(({ port, tls }) => (tls ? [[port, tls.mode] as const] : []))),
        subsets: subsets.map(({ name = '', labels, trafficPolicy }, index) => {
          const field = `spec.subsets[${index}]`;
          return {
            field,
            name,
            labels,
            ...(trafficPolicy?.tls && { tls: trafficPolicy.tls.mode }),
            ...(trafficPolicy && { policy: describePolicy(`${field}.trafficPolicy`, trafficPolicy) }),
          };
        }),
        ...(policy && { policy }),
        ...(workloadSelector && { workloadSelector: workloadSelector.matchLabels }),
      };
    }),
  { whole: true },
);
