import { z } from 'zod';
import { Unusable } from '../../core/errors.js';
import { dropNulls } from './nulls.js';

/** The settings of istiod that are read, as far as the mesh configuration states them; no defaults are filled in. */
export interface MeshSettings {
  rootNamespace?: string;
  trustDomain?: string;
  trustDomainAliases: string[];
  enableAutoMtls?: boolean;
  outboundTrafficPolicy?: string;
  accessLogFile?: string;
  discoveryAddress?: string;
}

const text = z.string().exactOptional();

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
  defaultConfig: z.object({ discoveryAddress: text }).default({}),
});

/** Reads a MeshConfig: istiod's JSON, or the YAML of the ConfigMap once parsed. Throws `Unusable` when it is none. */
export function readMeshSettings(value: unknown): MeshSettings {
  dropNulls(value);
  const result = meshConfig.safeParse(value ?? {});
  if (!result.success) throw new Unusable(`not a mesh configuration: ${z.prettifyError(result.error)}`);
  const { defaultConfig, accessLogFile, ...settings } = result.data;
  // An empty name turns the access log off.
  return { ...settings, ...(accessLogFile && { accessLogFile }), ...defaultConfig };
}
