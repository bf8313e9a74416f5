import { z } from 'zod';
import type { AccessLogFormat } from '../../core/access-log/format.js';
import { Unusable } from '../../core/errors.js';
import { meshLogFormats } from './mesh-log-formats.js';
import { dropNulls } from './nulls.js';

type Texts = readonly string[];

/** The settings of istiod that are read, as far as the mesh configuration states them; no defaults are filled in. */
export interface MeshSettings {
  rootNamespace?: string;
  trustDomain?: string;
  trustDomainAliases: string[];
  enableAutoMtls?: boolean;
  outboundTrafficPolicy?: string;
  accessLogFile?: string;
  /** Formats of access logs, of the mesh and of its providers. */
  accessLogFormats?: readonly AccessLogFormat[];
  discoveryAddress?: string;
  discoverySelectors?: readonly MeshSelector[];
  defaultProviders?: { tracing: Texts; metrics: Texts; accessLogging: Texts };
  extensionProviders?: readonly { name: string; kind?: string }[];
  ingressControllerMode?: string;
  ingressClass?: string;
  ingressSelector?: string;
  defaultServiceExportTo?: Texts;
  defaultVirtualServiceExportTo?: Texts;
  defaultDestinationRuleExportTo?: Texts;
  proxyMetadata?: ReadonlyMap<string, string>;
  imageType?: string;
  enablePrometheusMerge?: boolean;
}

export interface MeshSelector {
  matchLabels: ReadonlyMap<string, string>;
  matchExpressions: readonly { key: string; operator: string; values: Texts }[];
}

const text = z.string().exactOptional();
const texts = z.array(z.string()).exactOptional();
const names = z.array(z.string()).default([]);

const selector = z.object({
  matchLabels: z
    .record(z.string(), z.string())
    .default({})
    .transform((labels) => new Map(Object.entries(labels))),
  matchExpressions: z.array(z.object({ key: z.string(), operator: z.string(), values: names })).default([]),
});

/** The member beside the name says what the provider is. */
const provider = z.looseObject({ name: z.string() }).transform(({ name, ...members }) => {
  const [kind] = Object.keys(members);
  return { name, ...(kind !== undefined && { kind }) };
});

/** Other variables may hold anything, secrets too. */
const metadata = z
  .record(z.string(), z.unknown())
  .transform(
    (all) =>
      new Map(
        Object.entries(all).flatMap(([name, value]) =>
          /^(?:ISTIO_META_|PILOT_|ISTIO_DELTA_)/.test(name) && typeof value !== 'object' ? [[name, String(value)]] : [],
        ),
      ),
  );

const defaultConfig = z
  .object({
    discoveryAddress: text,
    proxyMetadata: metadata.exactOptional(),
    image: z.object({ imageType: text }).default({}),
  })
  .prefault({});

const meshConfig = z.object({
  rootNamespace: text,
  trustDomain: text,
  trustDomainAliases: z.array(z.string()).default([]),
  enableAutoMtls: z.boolean().exactOptional(),
  // Protobuf JSON leaves out REGISTRY_ONLY, the zero of the enumeration.
  outboundTrafficPolicy: z
    .object({ mode: z.string().default('REGISTRY_ONLY') })
    .transform((policy) => policy.mode)
    .exactOptional(),
  accessLogFile: text,
  discoverySelectors: z.array(selector).exactOptional(),
  defaultProviders: z.object({ tracing: names, metrics: names, accessLogging: names }).exactOptional(),
  extensionProviders: z.array(provider).exactOptional(),
  ingressControllerMode: text,
  ingressClass: text,
  ingressSelector: text,
  defaultServiceExportTo: texts,
  defaultVirtualServiceExportTo: texts,
  defaultDestinationRuleExportTo: texts,
  enablePrometheusMerge: z.boolean().exactOptional(),
  defaultConfig,
});

/** Reads a MeshConfig: istiod's JSON, or the YAML of the ConfigMap once parsed. Throws `Unusable` when it is none. */
export function readMeshSettings(value: unknown): MeshSettings {
  dropNulls(value);
  const result = meshConfig.safeParse(value ?? {});
  if (!result.success) throw new Unusable(`not a mesh configuration: ${z.prettifyError(result.error)}`);
  const { defaultConfig, accessLogFile, ...settings } = result.data;
  const { image, ...proxy } = defaultConfig;
  // An empty name turns the access log off.
  const accessLogFormats = meshLogFormats(value);
  return {
    ...settings,
    ...(accessLogFile && { accessLogFile }),
    ...(accessLogFormats.length > 0 && { accessLogFormats }),
    ...proxy,
    ...image,
  };
}
