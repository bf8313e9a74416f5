import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingMirrorTarget = defineCheck({
  meta: {
    id: 'routing/mirror-target',
    title: 'Copies of requests go elsewhere than the requests',
    severity: 'warning',
    why: 'A mirror that is the destination of its own route gets every request twice: it does the work, and changes data, two times.',
    fix: [
      {
        text: 'Mirror to another subset or another service.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/mirroring/',
      },
    ],
    decides: 'A mirror and a destination of one route with a weight have the same host, completed, subset and port.',
    falsePositives: ['Silent when one of the two names a subset and the other does not.'],
  },
  requires: ['virtualServices', 'mesh'],
  messages: {
    same: 'VirtualService {namespace}/{name} mirrors {route} to {host}, where the requests go already',
  },
  identity: ['route', 'host'],
  *run({ virtualServices, mesh }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const keyOf = ({ host, subset = '', port = 0 }: { host: string; subset?: string; port?: number }) =>
        JSON.stringify([fullHost(host, namespace, mesh), subset, port]);
      for (const { destinations, mirrors = [], field } of spec.routes) {
        for (const mirror of mirrors) {
          const same = destinations.find(({ weight, ...to }) => weight !== 0 && keyOf(to) === keyOf(mirror));
          if (same === undefined) continue;
          yield {
            messageId: 'same',
            args: { namespace, name, route: field.replace('spec.', ''), host: fullHost(mirror.host, namespace, mesh) },
            subject: { kind: 'VirtualService', namespace, name },
            evidence: [citeField(source, mirror.field, mirror.host), citeField(source, same.field, same.host)],
          };
        }
      }
    }
  },
});
