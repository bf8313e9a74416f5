import { citeField } from '../../core/evidence.js';
import type { RouteMatch } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

export const routingImpossibleMatch = defineCheck({
  meta: {
    id: 'routing/impossible-match',
    title: 'Matches of VirtualServices fit what clients send',
    severity: 'warning',
    why: 'A match that no request can fulfil leaves its rule without effect, and requests take a later one or none.',
    fix: [
      {
        text: 'Write methods in capitals, schemes in small letters, paths from their slash on, and parameters as queryParams.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
      },
    ],
    decides:
      'Paths begin with a slash and are compared without their query; methods are sent in capitals and schemes in small letters, and both are compared letter by letter.',
    falsePositives: [
      'Silent about header names in capitals, which Envoy turns into small letters itself, and about regular expressions.',
    ],
  },
  requires: ['virtualServices'],
  messages: {
    method: 'VirtualService {namespace}/{name} matches the method {value}: clients send methods in capitals',
    scheme: 'VirtualService {namespace}/{name} matches the scheme {value}: schemes are in small letters',
    path: 'VirtualService {namespace}/{name} matches the path {value}, which does not begin with a slash as all paths do',
    query:
      'VirtualService {namespace}/{name} matches the exact path {value}: paths are compared without query and fragment',
  },
  identity: ['match', 'value'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { protocol, matches = [] } of spec.routes) {
        if (protocol !== 'http') continue;
        for (const match of matches) {
          for (const { messageId, field, value } of faultsOf(match)) {
            yield {
              messageId,
              args: { namespace, name, value, match: match.field.replace('spec.', '') },
              subject: { kind: 'VirtualService', namespace, name },
              evidence: [citeField(source, `${match.field}.${field}`, value)],
            };
          }
        }
      }
    }
  },
});

interface Fault {
  messageId: 'method' | 'scheme' | 'path' | 'query';
  field: string;
  value: string;
}

function faultsOf({ uri, method, scheme }: RouteMatch): readonly Fault[] {
  const found: Fault[] = [];
  const at = (messageId: Fault['messageId'], member: string, match: { kind: string; value: string }) =>
    found.push({ messageId, field: `${member}.${match.kind}`, value: match.value });
  if (method?.kind === 'exact' && !methods.includes(method.value) && methods.includes(method.value.toUpperCase()))
    at('method', 'method', method);
  if (scheme?.kind === 'exact' && /^https?$/i.test(scheme.value) && scheme.value !== scheme.value.toLowerCase())
    at('scheme', 'scheme', scheme);
  if ((uri?.kind === 'exact' || uri?.kind === 'prefix') && uri.value !== '' && !/^[/*]/.test(uri.value))
    at('path', 'uri', uri);
  else if (uri?.kind === 'exact' && /[?#]/.test(uri.value)) at('query', 'uri', uri);
  return found;
}
