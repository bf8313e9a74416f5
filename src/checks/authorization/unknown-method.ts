import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { defineCheck } from '../check.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'];

export const authorizationUnknownMethod = defineCheck({
  meta: {
    id: 'authorization/unknown-method',
    title: 'Methods in AuthorizationPolicies are HTTP methods',
    severity: 'warning',
    why: 'A method that no client sends matches no request. The method of a gRPC call is POST; its full name is the path.',
    fix: [
      {
        text: 'Name the HTTP method in capitals; for gRPC put /package.Service/Method into paths.',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation',
      },
    ],
    aliases: ['KIA0102'],
    decides:
      'Entries of operation.methods and notMethods are compared with the methods of HTTP, in any case and with `*` at either end.',
    falsePositives: ['Methods of extensions such as WebDAV (PROPFIND) are real ones to Envoy.'],
  },
  requires: ['authorizationPolicies'],
  identity: ['method'],
  messages: {
    unknown: 'AuthorizationPolicy {namespace}/{name} asks for the method "{method}", which HTTP does not have',
  },
  *run({ authorizationPolicies }) {
    for (const policy of authorizationPolicies) {
      const { namespace, name, source } = policy;
      for (const { to } of policy.spec.ruleList ?? []) {
        for (const operation of to) {
          for (const list of ['methods', 'notMethods'] as const) {
            for (const [index, method] of operation[list].entries()) {
              if (isMethod(method.trim().toUpperCase())) continue;
              yield {
                messageId: 'unknown',
                args: { namespace, name, method },
                subject: configSubject(policy),
                evidence: [citeField(source, `${operation.field}.${list}[${index}]`, method)],
              };
            }
          }
        }
      }
    }
  },
});

function isMethod(pattern: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith('*')) return methods.some((method) => method.startsWith(pattern.slice(0, -1)));
  if (pattern.startsWith('*')) return methods.some((method) => method.endsWith(pattern.slice(1)));
  return methods.includes(pattern);
}
