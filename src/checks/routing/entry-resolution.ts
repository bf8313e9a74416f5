import { citeField } from '../../core/evidence.js';
import type { DestinationRule } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { findServices, fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingEntryResolution = defineCheck({
  meta: {
    id: 'routing/entry-resolution',
    title: 'ServiceEntries say where their hosts are',
    severity: 'warning',
    why: 'A ServiceEntry replaces what the mesh would do for a host by itself: without endpoints nothing answers, and with resolution NONE a proxy goes to the address the application asked for.',
    fix: [
      {
        text: 'Give a STATIC entry endpoints or a workloadSelector; choose resolution DNS where a DestinationRule starts TLS; do not declare hosts of services of the cluster.',
        command: 'kubectl get serviceentry -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/service-entry/',
      },
    ],
    decides:
      'Looks at the resolution of each ServiceEntry beside its endpoints, the services of the cluster with its hosts, and the TLS mode of DestinationRules for them.',
  },
  requires: ['serviceEntries', 'mesh'],
  uses: ['services', 'destinationRules'],
  messages: {
    noEndpoints: 'ServiceEntry {namespace}/{name} has resolution STATIC and neither endpoints nor a workloadSelector',
    takesOver: 'ServiceEntry {namespace}/{name} declares {host}, which is a service of the cluster',
    startsTls:
      'ServiceEntry {namespace}/{name} has resolution NONE for {host}, and DestinationRule {rule} starts TLS to it: the port is the one that the application asked for',
  },
  identity: ['host'],
  *run({ serviceEntries, mesh, services = [], destinationRules = [] }) {
    const starting = groupBy(destinationRules.filter(startsTls), ({ namespace, spec }) =>
      fullHost(spec.host, namespace, mesh),
    );
    for (const { namespace, name, spec, source } of serviceEntries) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const subject = { kind: 'ServiceEntry', namespace, name };
      const endpoints = spec.endpointCount ?? spec.endpoints.length;
      if (spec.resolution === 'STATIC' && endpoints === 0 && spec.workloadSelector === undefined) {
        const args = { namespace, name, host: '' };
        yield {
          messageId: 'noEndpoints',
          args,
          subject,
          severity: 'error',
          evidence: [citeField(source, 'spec.resolution', 'STATIC')],
        };
      }
      for (const [index, written] of spec.hosts.entries()) {
        const host = fullHost(written, namespace, mesh);
        const evidence = citeField(source, `spec.hosts[${index}]`, written);
        const named = serviceNamed(host, mesh);
        const [service] = named === undefined ? [] : findServices(services, named);
        if (service !== undefined) {
          const cited = citeField(service.source, 'metadata.name', service.name);
          yield { messageId: 'takesOver', args: { namespace, name, host }, subject, evidence: [evidence, cited] };
        }
        const rule = spec.resolution === 'NONE' ? starting.get(host)?.[0] : undefined;
        if (rule === undefined) continue;
        yield {
          messageId: 'startsTls',
          args: { namespace, name, host, rule: `${rule.namespace}/${rule.name}` },
          subject,
          evidence: [evidence, citeField(rule.source, 'spec.trafficPolicy', 'TLS')],
        };
      }
    }
  },
});

function startsTls({ spec }: DestinationRule): boolean {
  const modes = [spec.policy?.tls, ...(spec.policy?.ports ?? []).map(({ tls }) => tls)].map((tls) => tls?.mode);
  return modes.includes('SIMPLE') || modes.includes('MUTUAL');
}
