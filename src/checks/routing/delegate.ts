import { citeField } from '../../core/evidence.js';
import type { RouteMatch, VirtualService } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isExportedTo } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { exportsOf } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingDelegate = defineCheck({
  meta: {
    id: 'routing/delegate',
    title: 'Routes are delegated to VirtualServices that can take them',
    severity: 'error',
    why: 'istiod drops a delegation that it cannot follow without a word, and the requests of that route get 404 or the next rule.',
    fix: [
      {
        text: 'Let the delegate have neither hosts nor delegates of its own, export it to the namespace of the root, and give it matches within those of the root.',
        command: 'kubectl get virtualservices --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate',
      },
    ],
    decides:
      'Looks up the VirtualService that a route delegates to: it exists, has no hosts, is exported to the root, delegates nothing itself, and the paths of its rules begin with that of the root.',
    falsePositives: ['Of matches only prefixes of the root are compared with exact and prefix paths of the delegate.'],
  },
  requires: ['virtualServices', 'mesh'],
  uses: ['meshConfig'],
  messages: {
    missing: 'VirtualService {namespace}/{name} delegates {route} to {delegate}, which does not exist',
    hasHosts:
      'VirtualService {namespace}/{name} delegates {route} to {delegate}, which has hosts and is thus no delegate',
    notExported:
      'VirtualService {namespace}/{name} delegates {route} to {delegate}, which is not exported to namespace {namespace}',
    nested: 'VirtualService {namespace}/{name} delegates {route} to {delegate}, which delegates again',
    contradiction:
      'VirtualService {namespace}/{name} delegates {route} to {delegate}, none of whose rules lies below {prefix}',
  },
  identity: ['route', 'delegate'],
  *run({ virtualServices, mesh, meshConfig }, { undecided }) {
    const byName = new Map(virtualServices.map((one) => [`${one.namespace}/${one.name}`, one]));
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { delegate, field, matches = [] } of spec.routes) {
        if (delegate === undefined) continue;
        const own = delegate.namespace ?? namespace;
        const key = `${own}/${delegate.name}`;
        const found = byName.get(key);
        if (found === undefined && !hasAll(mesh, 'VirtualService', own)) {
          undecided(notGathered('VirtualService', key));
          continue;
        }
        const isSeen = found !== undefined && isExportedTo(exportsOf(found, meshConfig), own, namespace);
        const messageId = found === undefined ? 'missing' : faultOf(found, isSeen, matches);
        if (messageId === undefined) continue;
        yield {
          messageId,
          args: {
            namespace,
            name,
            route: field.replace('spec.', ''),
            delegate: key,
            prefix: matches[0]?.uri?.value ?? '',
          },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [
            citeField(source, `${field}.delegate`, key),
            ...(found === undefined ? [] : [citeField(found.source, 'metadata.name', found.name)]),
          ],
        };
      }
    }
  },
});

function faultOf({ spec }: VirtualService, isSeen: boolean, rootMatches: readonly RouteMatch[]) {
  if (spec.hosts.length > 0) return 'hasHosts';
  if (!isSeen) return 'notExported';
  if (spec.routes.some(({ delegate }) => delegate !== undefined)) return 'nested';
  return contradicts(spec.routes, rootMatches) ? 'contradiction' : undefined;
}

function contradicts(routes: VirtualService['spec']['routes'], rootMatches: readonly RouteMatch[]): boolean {
  const prefixes = rootMatches.map(({ uri }) => (uri?.kind === 'prefix' ? uri.value : undefined));
  if (prefixes.length === 0 || prefixes.includes(undefined) || routes.length === 0) return false;
  const isOutside = ({ uri }: RouteMatch) =>
    (uri?.kind === 'prefix' || uri?.kind === 'exact') && !prefixes.some((prefix) => uri.value.startsWith(prefix ?? ''));
  return routes.every(({ matches = [] }) => matches.length > 0 && matches.every(isOutside));
}
