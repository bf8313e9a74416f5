import { citeField } from '../../core/evidence.js';
import type { DesiredConfig, IstioGateway, KubernetesGateway, MeshFacts } from '../../model/facets.js';
import { compareVersions } from '../../model/lookup/image-version.js';
import { hasAll } from '../../model/lookup/known-objects.js';
import { meshSubject } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** Releases in which the request spoils the secrets that istiod keeps ready (istio/istio issue 57789). */
function isAffected(version: string): boolean {
  // Without a patch number these two may have the fix or not.
  if (version === '1.26' || version === '1.27') return false;
  const isOld = compareVersions(version, '1.17') >= 0 && compareVersions(version, '1.26.5') < 0;
  return isOld || version === '1.27.0' || version === '1.27.1';
}

export const bundleGatewaySecrets = defineCheck({
  meta: {
    id: 'bundle/gateway-secrets',
    title: 'Taking the bundle did no harm to the TLS of gateways',
    severity: 'warning',
    basis: 'declared',
    why: 'In these releases istiod masks the private keys of gateways in its own cache when it is asked for its view of a proxy. A gateway that fetches its secret afterwards rejects it, and its TLS handshakes fail.',
    fix: [
      {
        text: 'If gateways reject secrets since then ("Failed to load private key", NO_START_LINE), restart istiod first and the gateways after it.',
        command: 'kubectl rollout restart deployment -n {namespace} -l app=istiod',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/',
      },
      { text: 'Update to Istio 1.26.5, 1.27.2 or later before the next must-gather.' },
    ],
  },
  requires: ['desiredConfigs', 'controlPlaneVersions', 'mesh'],
  uses: ['istioGateways', 'kubernetesGateways', 'capture'],
  messages: {
    exposed:
      'This must-gather asked istiod {version} for its view of proxies ({count}), after which gateways may get unusable TLS secrets',
  },
  era(mesh) {
    const { controlPlaneVersions: versions } = mesh;
    return versions.length === 0 || versions.some(isAffected) || 'this release of Istio keeps its secrets whole';
  },
  *run({ desiredConfigs, controlPlaneVersions, mesh, istioGateways, kubernetesGateways, capture }) {
    const [affected] = controlPlaneVersions.filter(({ version }) => isAffected(version));
    const [asked, ...others] = desiredConfigs.filter(({ connected }) => connected);
    if (affected === undefined || asked === undefined) return;
    if (!mayServeSecrets(istioGateways, kubernetesGateways, mesh)) return;
    yield {
      messageId: 'exposed',
      args: {
        version: affected.version,
        count: others.length + 1,
        namespace: affected.pod?.namespace ?? mesh.istioNamespaces[0] ?? 'istio-system',
      },
      subject: meshSubject(mesh),
      evidence: [affected.source, citeRequest(asked), ...others.slice(0, 9).map(citeRequest)],
      ...(capture?.from !== undefined && { firstSeen: capture.from }),
    };
  },
});

/** Where no Gateway of either sort was captured, or not all of them, they may exist all the same. */
function mayServeSecrets(
  istioGateways: readonly IstioGateway[] | undefined,
  kubernetesGateways: readonly KubernetesGateway[] | undefined,
  mesh: MeshFacts,
): boolean {
  if (istioGateways === undefined || (kubernetesGateways ?? []).length > 0) return true;
  if (!hasAll(mesh, 'Gateway.networking.istio.io')) return true;
  return istioGateways.some(({ spec }) => spec.servers.some(({ credentialName }) => credentialName !== undefined));
}

function citeRequest({ pod, source }: DesiredConfig) {
  return citeField(source, 'config_dump?proxyID', `${pod.name}.${pod.namespace}`);
}
