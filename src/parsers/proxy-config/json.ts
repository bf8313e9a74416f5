import { Unusable } from '../../core/errors.js';
import type { Parsed } from '../parser.js';
import { camelCaseFields } from '../support/camel-fields.js';
import type { ProxyConfigOutput, ProxyConfigSection } from './artifact.js';

/** The field by which elements of each section are told apart. Istio 1.0 wraps routes (`routeConfig`). */
const marks: readonly [field: string, section: ProxyConfigSection][] = [
  ['virtualHosts', 'routes'],
  ['routeConfig', 'routes'],
  ['filterChains', 'listeners'],
  ['listenerFilters', 'listeners'],
  ['clusterName', 'endpoints'],
  ['hostStatuses', 'endpoints'],
  ['lbPolicy', 'clusters'],
  ['edsClusterConfig', 'clusters'],
  ['loadAssignment', 'clusters'],
  ['connectTimeout', 'clusters'],
  ['address', 'listeners'],
];

/** `-o json`, and `-o yaml` once parsed: an array of Envoy's objects, or the object of secrets or of bootstrap. */
export function readObjects(value: unknown): Parsed<ProxyConfigOutput> {
  const sections = Array.isArray(value) ? sectionsOf(value) : sectionsOfObject(value);
  if (sections.size === 0) throw new Unusable('no output of istioctl proxy-config');
  return { artifact: { sections } };
}

function sectionsOf(items: readonly unknown[]): ProxyConfigOutput['sections'] {
  const sections: ProxyConfigOutput['sections'] = new Map();
  for (const item of items) {
    const section = marks.find(([field]) => hasField(item, field))?.[1];
    if (section !== undefined) sections.set(section, (sections.get(section) ?? 0) + 1);
  }
  return sections;
}

function sectionsOfObject(value: unknown): ProxyConfigOutput['sections'] {
  if (hasField(value, 'bootstrap')) return new Map([['bootstrap', 1]]);
  const secrets = ['dynamicActiveSecrets', 'dynamicWarmingSecrets', 'staticSecrets'].flatMap((name) => {
    const found = (camelCaseFields(value) as Record<string, unknown> | null)?.[name];
    return Array.isArray(found) ? [found.length] : [];
  });
  return secrets.length === 0 ? new Map() : new Map([['secrets', secrets.reduce((sum, count) => sum + count, 0)]]);
}

function hasField(value: unknown, name: string): boolean {
  const fields = camelCaseFields(value);
  return typeof fields === 'object' && fields !== null && Object.hasOwn(fields, name);
}
