import { z } from 'zod';
import { type AccessLogFormat, jsonFormat, textFormat } from '../../core/access-log/format.js';

const provider = z
  .object({
    envoyFileAccessLog: z
      .object({ logFormat: z.object({ text: z.string().optional(), labels: z.unknown().optional() }).optional() })
      .optional(),
  })
  .catch({});

const meshConfig = z.object({
  accessLogFormat: z.string().optional().catch(undefined),
  accessLogEncoding: z.union([z.string(), z.number()]).optional().catch(undefined),
  extensionProviders: z.array(provider).catch([]),
});

/**
 * The formats of access logs that a MeshConfig states: for the whole mesh, and those of providers for the Telemetry API
 * (Istio 1.12 and later). Empty where Istio's own are in use.
 */
export function meshLogFormats(value: unknown): AccessLogFormat[] {
  const found = meshConfig.safeParse(value);
  if (!found.success) return [];
  const { accessLogFormat = '', accessLogEncoding, extensionProviders } = found.data;
  const isJson = accessLogEncoding === 'JSON' || accessLogEncoding === 1;
  const ofMesh = isJson ? jsonText(accessLogFormat) : textFormat(accessLogFormat);
  const ofProviders = extensionProviders.flatMap(({ envoyFileAccessLog }) => {
    const { text = '', labels } = envoyFileAccessLog?.logFormat ?? {};
    return [textFormat(text) ?? [], jsonFormat(labels) ?? []].flat();
  });
  return [...(ofMesh === undefined ? [] : [ofMesh]), ...ofProviders];
}

/** With the encoding JSON the format is the text of an object. */
function jsonText(text: string): AccessLogFormat | undefined {
  try {
    return jsonFormat(JSON.parse(text));
  } catch {
    return undefined;
  }
}
