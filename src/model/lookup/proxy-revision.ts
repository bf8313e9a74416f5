import type { MeshFacts, Namespace, PodSpec, Webhook } from '../facets.js';
import { injectionWebhooks } from './webhooks.js';

const revisionKey = 'istio.io/rev';

/** The revision whose injector gave a pod its proxy, as the injector notes it down (Istio 1.11 and later). */
export function revisionOfProxy({ annotations }: PodSpec): string | undefined {
  const status = annotations.get('sidecar.istio.io/status');
  if (status === undefined) return undefined;
  return annotations.get(revisionKey) ?? /"revision":"([\w.-]{1,63})"/.exec(status)?.[1];
}

/** The revision or tag that a namespace asks for; `istio-injection=enabled` means the one called default. */
export function revisionAskedBy({ labels }: Namespace): string | undefined {
  const injection = labels.get('istio-injection');
  if (injection !== undefined) return injection === 'enabled' ? 'default' : undefined;
  return labels.get(revisionKey) || undefined;
}

/** The revision behind a name, which may be that of a tag; absent when no injection webhook tells. */
export function revisionNamed(name: string, mesh: MeshFacts, webhooks: readonly Webhook[]): string | undefined {
  const tagged = mesh.revisionTags?.get(name);
  if (tagged !== undefined) return tagged;
  return injectionWebhooks(webhooks).some(({ labels }) => labels?.get(revisionKey) === name) ? name : undefined;
}
