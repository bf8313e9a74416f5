import { citeField } from '../../../core/evidence.js';
import type { ContainerLog, FacetName, Facets, PodRef, SignatureMatch } from '../../facets.js';
import { gatewayNamed } from '../gateway-pods.js';
import { type Behind, citing } from './behind.js';
import { behindCredential } from './named-secret.js';
import { behindRejection, type RejectionFacets, usedBehindRejection } from './rejection.js';

/** One known message, as logs have it. */
export interface LogMessage {
  signature: string;
  sightings: readonly { log: ContainerLog; match: SignatureMatch }[];
}

/** What a check that reports messages of proxies or the control plane should have among its `uses`. */
export const usedBehindMessages = [
  ...usedBehindRejection,
  'requestAuthentications',
] as const satisfies readonly FacetName[];

type Known = RejectionFacets & Partial<Pick<Facets, 'requestAuthentications'>>;

const refusals = new Set(['istiod-xds-nack', 'envoy-xds-rejected', 'wasm-load-failed', 'istiod-config-gen-invalid']);
const secretMessages = new Set(['gateway-secret-missing', 'gateway-secret-invalid', 'gateway-secret-unauthorized']);

/** The configuration that messages of proxies and the control plane are about. */
export function behindLogMessage({ signature, sightings }: LogMessage, known: Known): Behind | undefined {
  const [first] = sightings;
  if (first === undefined) return undefined;
  const { keys } = first.match;
  if (secretMessages.has(signature)) return behindCredential(keys.get('secret') ?? '', known);
  if (signature === 'gateway-duplicate-hosts') return byName(keys.get('gateway'), known.istioGateways, 'spec.servers');
  if (signature === 'istiod-envoyfilter-failed')
    return byName(keys.get('filter'), known.envoyFilters, 'spec.configPatches');
  if (signature === 'istiod-jwks-fetch-failed') return byKeys(keys.get('url') ?? '', known);
  if (!signature.startsWith('nack-') && !refusals.has(signature)) return undefined;
  const resource = keys.get('listener') ?? keys.get('resource');
  const pods = sightings.flatMap(({ log, match }) => podsOf(log, match));
  return behindRejection({ text: textOf(first.match), ...(resource !== undefined && { resource }), pods }, known);
}

/** Of the first line, as the keys are: later ones may have another reason. The parts cut from it are longer than its excerpt. */
function textOf({ keys, samples }: SignatureMatch): string {
  return [samples[0]?.excerpt ?? '', ...keys.values()].join('\n');
}

/** A proxy speaks of itself; the control plane names the proxy behind `ACK ERROR`. */
function podsOf({ component, pod }: ContainerLog, { samples, keys }: SignatureMatch): readonly PodRef[] {
  if (component !== 'control-plane') return pod === undefined ? [] : [pod];
  const named = podNamedIn(samples[0]?.excerpt ?? '') ?? podOfNode(keys.get('proxy') ?? '');
  return named === undefined ? [] : [named];
}

function podNamedIn(line: string): PodRef | undefined {
  const words = line.split(/ACK (?:PROTOCOL )?ERROR /)[1]?.split(' ', 2) ?? [];
  return words.map(podOfNode).find((pod) => pod !== undefined);
}

/** `router~10.0.0.1~pod.namespace~domain-12` (to Istio 1.9), `pod.namespace-12` since. */
function podOfNode(id: string): PodRef | undefined {
  const full = id.includes('~') ? id.split('~')[2] : id.replace(/-\d{1,9}$/, '');
  const dot = full?.lastIndexOf('.') ?? -1;
  if (full === undefined || dot <= 0 || full.includes(':')) return undefined;
  return { name: full.slice(0, dot), namespace: full.slice(dot + 1) };
}

/** `namespace/name`. */
function byName<
  T extends { kind: string; group: string; namespace: string; name: string; source: Parameters<typeof citeField>[0] },
>(written: string | undefined, objects: readonly T[] | undefined, field: string): Behind | undefined {
  const key = written === undefined ? undefined : gatewayNamed(written, '');
  const found = (objects ?? []).filter(({ namespace, name }) => `${namespace}/${name}` === key);
  return citing(
    found.map((object) => ({ object, evidence: citeField(object.source, field, written) })),
    (names) => `The message is about ${names}.`,
  );
}

function byKeys(url: string, { requestAuthentications = [] }: Known): Behind | undefined {
  const asking = requestAuthentications.flatMap((object) =>
    object.spec.rules
      .filter(({ jwksUri, issuer }) => jwksUri === url || (jwksUri === undefined && issuer === url))
      .map(({ field, jwksUri }) => ({
        object,
        evidence: citeField(object.source, `${field}.${jwksUri === undefined ? 'issuer' : 'jwksUri'}`, url),
      })),
  );
  return citing(asking, (names) => `The address is that of ${names}.`);
}
