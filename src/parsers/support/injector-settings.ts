import { z } from 'zod';

/** What the injector's Helm values say that checks read. */
export interface InjectorSettings {
  enableNamespacesByDefault?: boolean;
  /** `hub/image:tag`, or the image alone where it has a slash. */
  proxyImage?: string;
}

const values = z.object({
  global: z
    .object({
      hub: z.string().exactOptional(),
      tag: z.union([z.string(), z.number().transform(String)]).exactOptional(),
      proxy: z.object({ image: z.string().exactOptional() }).default({}),
    })
    .prefault({}),
  sidecarInjectorWebhook: z.object({ enableNamespacesByDefault: z.boolean().exactOptional() }).default({}),
});

/** Reads the key `values` of an injector's ConfigMap, which is JSON; nothing where it has another shape. */
export function readInjectorSettings(value: unknown): InjectorSettings | undefined {
  const { data } = values.safeParse(value);
  if (data === undefined) return undefined;
  const { hub, tag, proxy } = data.global;
  const { enableNamespacesByDefault } = data.sidecarInjectorWebhook;
  const image = proxy.image?.includes('/') ? proxy.image : hub && tag && `${hub}/${proxy.image ?? 'proxyv2'}:${tag}`;
  return {
    ...(enableNamespacesByDefault !== undefined && { enableNamespacesByDefault }),
    ...(image && { proxyImage: image }),
  };
}
