import type { CustomResourceDefinition, Facet, Ingress, Injector, Secret, ServiceAccount } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { listedOrAbsent, objectsOf } from './objects.js';
import { tableRows } from './tables.js';

export function buildSecrets({ artifacts }: BuildContext): Facet<readonly Secret[]> {
  const secrets = objectsOf(artifacts, 'Secret').map(({ metadata, spec, source }) => ({
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    labels: metadata.labels,
    annotations: metadata.annotations,
    ...spec,
    source,
  }));
  return listedOrAbsent(artifacts, secrets, 'Secrets', 'Secret');
}

export function buildServiceAccounts({ artifacts }: BuildContext): Facet<readonly ServiceAccount[]> {
  const accounts = objectsOf(artifacts, 'ServiceAccount').map(({ metadata, source }) => ({
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    source,
  }));
  return listedOrAbsent(artifacts, accounts, 'service accounts', 'ServiceAccount');
}

export function buildIngresses({ artifacts }: BuildContext): Facet<readonly Ingress[]> {
  const ingresses = objectsOf(artifacts, 'Ingress').map(({ metadata, spec, source }) => ({
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    ...spec,
    source,
  }));
  return listedOrAbsent(artifacts, ingresses, 'Ingresses', 'Ingress');
}

/** From their objects, else from the table that kubectl prints, which names them only. */
export function buildCustomResourceDefinitions({
  artifacts,
}: BuildContext): Facet<readonly CustomResourceDefinition[]> {
  const definitions = objectsOf(artifacts, 'CustomResourceDefinition').map(({ metadata, spec, source }) => ({
    name: metadata.name,
    annotations: metadata.annotations,
    versions: spec.versions,
    source,
  }));
  const rows = tableRows(artifacts, 'customResourceDefinitions');
  if (definitions.length > 0 || rows === undefined)
    return listedOrAbsent(artifacts, definitions, 'custom resource definitions', 'CustomResourceDefinition');
  return present(rows.map(({ name, source }) => ({ name, annotations: new Map(), source })));
}

/** ConfigMaps `istio-sidecar-injector` and `istio-sidecar-injector-<revision>` with their key `values`. */
export function buildInjectors({ artifacts }: BuildContext): Facet<readonly Injector[]> {
  const injectors = objectsOf(artifacts, 'ConfigMap').flatMap(({ metadata, spec, source }): Injector[] =>
    'injector' in spec && spec.injector !== undefined
      ? [
          {
            revision: metadata.name.slice('istio-sidecar-injector-'.length) || 'default',
            namespace: metadata.namespace ?? 'default',
            ...spec.injector,
            source,
          },
        ]
      : [],
  );
  return injectors.length > 0
    ? present(injectors)
    : absentKinds(artifacts, 'settings of the sidecar injector', 'kubernetes-objects');
}
