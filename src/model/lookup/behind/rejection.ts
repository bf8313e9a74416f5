import type { FacetName, Facets } from '../../facets.js';
import type { Behind } from './behind.js';
import { behindClaimedCluster, behindClaimedDomain } from './claimed-host.js';
import { behindMissingCluster } from './missing-cluster.js';
import { behindNamedFile } from './named-file.js';
import { behindNamedSecret } from './named-secret.js';
import { reportingProxy } from './proxy.js';
import type { Rejection } from './refusal.js';
import { behindExtension } from './refused-extension.js';
import { behindListener, behindListenerPort } from './refused-listener.js';

/** What a check that reports refused configuration should have among its `uses`. */
export const usedBehindRejection = [
  'destinationRules',
  'envoyFilters',
  'istioGateways',
  'kubernetesGateways',
  'kubernetesRoutes',
  'meshConfig',
  'namespaces',
  'podSpecs',
  'proxyConfigs',
  'proxyExtensions',
  'secrets',
  'serviceEntries',
  'serviceSpecs',
  'services',
  'sidecars',
  'virtualServices',
] as const satisfies readonly FacetName[];

export type RejectionFacets = Pick<Facets, 'mesh'> & Partial<Pick<Facets, (typeof usedBehindRejection)[number]>>;

/**
 * The objects that made what was refused. The reason decides which kinds can have done it; the proxies, which objects of
 * these kinds they take.
 */
export function behindRejection(rejection: Rejection, known: RejectionFacets): Behind | undefined {
  const proxies = rejection.pods.map((pod) => reportingProxy(pod, known));
  const refused = { ...rejection, proxies };
  return (
    behindExtension(refused, known) ??
    behindClaimedDomain(refused, known) ??
    behindNamedFile(rejection.text, known) ??
    behindNamedSecret(refused, known) ??
    behindListenerPort(refused, known) ??
    behindUnknownCluster(refused, known) ??
    behindClaimedCluster(rejection.text, known) ??
    behindListener(refused, known)
  );
}

const unknownCluster = /route: unknown (?:weighted |shadow )?cluster '([^']{1,300})'/;

function behindUnknownCluster({ text, pods }: Rejection, known: RejectionFacets): Behind | undefined {
  const cluster = unknownCluster.exec(text)?.[1];
  return cluster === undefined ? undefined : behindMissingCluster(cluster, pods[0]?.namespace, known);
}
