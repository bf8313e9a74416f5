import { citeField } from '../../core/evidence.js';
import type { CustomResourceDefinition } from '../../model/facets.js';
import { compareVersions, releaseOf } from '../../model/lookup/image-version.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck, type Finding } from '../check.js';

const group = '.gateway.networking.k8s.io';
const bundleAnnotation = 'gateway.networking.k8s.io/bundle-version';

/** Releases of the Gateway API from which istiod 1.30 reads a kind; it ignores objects of older definitions. */
const minimumReleases: ReadonlyMap<string, string> = new Map([
  [`grpcroutes${group}`, '1.1.0'],
  [`backendtlspolicies${group}`, '1.4.0'],
  [`tlsroutes${group}`, '1.5.0'],
]);
const firstWithMinimum = 30;

/** API versions that istiod needs of a kind, with the first Istio that does and the code of `istioctl x precheck`. */
const neededVersions = [
  {
    version: 'v1beta1',
    since: 16,
    code: 'IST0156',
    plurals: ['gateways', 'gatewayclasses', 'httproutes', 'referencegrants'],
  },
  { version: 'v1', since: 26, code: 'IST0172', plurals: ['gateways', 'gatewayclasses', 'httproutes', 'grpcroutes'] },
] as const;

export const versionsGatewayApi = defineCheck({
  meta: {
    id: 'versions/gateway-api',
    title: 'Definitions of the Gateway API are recent enough for Istio',
    severity: 'warning',
    why: 'istiod reads Gateways and routes in the versions that it was built for. Objects of older definitions it ignores, without a word in their status.',
    fix: [
      {
        text: 'Install the release of the Gateway API that the release notes of Istio name.',
        command: 'kubectl get crd {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/',
      },
    ],
    codes: ['IST0156', 'IST0172', 'IST0176'],
    decides:
      'Compares the annotation gateway.networking.k8s.io/bundle-version, without its pre-release, with the minimum of Istio 1.30, and the served versions with v1beta1 (Istio 1.16) and v1 (Istio 1.26). Without a known version of Istio the minimum of today holds for manifests only.',
  },
  requires: ['customResourceDefinitions', 'mesh'],
  messages: {
    release: 'Definition {name} is of Gateway API {installed}, but this Istio reads it from {minimum} on',
    version: 'Definition {name} serves {installed}, but not {minimum}, which Istio needs',
  },
  identity: ['minimum'],
  *run({ customResourceDefinitions, mesh }) {
    const minor = oldestMinor(mesh) ?? (mesh.isManifests ? Number.POSITIVE_INFINITY : 0);
    for (const definition of customResourceDefinitions) {
      if (minor >= firstWithMinimum) yield* tooOld(definition);
      yield* unserved(definition, minor);
    }
  },
});

function* tooOld({ name, annotations, source }: CustomResourceDefinition): Generator<Finding<'release'>> {
  const minimum = minimumReleases.get(name);
  const written = annotations.get(bundleAnnotation) ?? '';
  const installed = releaseOf(written)?.split('-', 1)[0];
  if (minimum === undefined || installed === undefined || compareVersions(installed, minimum) >= 0) return;
  yield {
    messageId: 'release',
    args: { name, installed: written, minimum },
    subject: { kind: 'CustomResourceDefinition', name },
    aliases: ['IST0176'],
    evidence: [citeField(source, `metadata.annotations["${bundleAnnotation}"]`, written)],
  };
}

function* unserved({ name, versions, source }: CustomResourceDefinition, minor: number): Generator<Finding<'version'>> {
  if (versions === undefined || !name.endsWith(group)) return;
  const plural = name.slice(0, -group.length);
  for (const { version, since, code, plurals } of neededVersions) {
    if (minor < since || versions.includes(version) || !plurals.some((known) => known === plural)) continue;
    yield {
      messageId: 'version',
      args: { name, installed: versions.join(', ') || 'no version', minimum: version },
      subject: { kind: 'CustomResourceDefinition', name },
      severity: code === 'IST0156' ? 'error' : 'warning',
      aliases: [code],
      evidence: [citeField(source, 'spec.versions', versions.join(', '))],
    };
  }
}
