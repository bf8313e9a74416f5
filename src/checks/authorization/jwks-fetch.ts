import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { fullName } from '../../model/lookup/config-subject.js';
import { defineCheck } from '../check.js';

const setting = 'BLOCKED_CIDRS_IN_JWKS_URIS';

export const authorizationJwksFetch = defineCheck({
  meta: {
    id: 'authorization/jwks-fetch',
    title: 'istiod fetches token keys from allowed addresses only',
    severity: 'warning',
    why: 'istiod fetches the jwksUri of every RequestAuthentication. Whoever may create one can make it ask any address that istiod reaches, the metadata service of the cloud included.',
    fix: [
      {
        text: `Set ${setting} of istiod to the address ranges that it must not ask.`,
        command:
          'kubectl set env deployment/{name} -n {namespace} BLOCKED_CIDRS_IN_JWKS_URIS=169.254.0.0/16,127.0.0.0/8',
        doc: 'https://istio.io/latest/docs/reference/commands/pilot-discovery/',
      },
    ],
    aliases: ['IST0175'],
    decides: `There is a RequestAuthentication, and a Deployment labelled app=istiod has no value for ${setting}.`,
    falsePositives: [
      'Where every RequestAuthentication carries its keys in jwks nothing is fetched; then it is information in a bundle.',
    ],
  },
  requires: ['requestAuthentications', 'workloads', 'mesh'],
  messages: {
    unrestricted:
      '{name} in {namespace} fetches token keys from any address for {count} RequestAuthentications ({policies}): {setting} is not set',
  },
  *run({ requestAuthentications, workloads, mesh }) {
    const policies = requestAuthentications.filter(({ namespace }) => isAnalyzedNamespace(namespace));
    if (policies.length === 0) return;
    const isFetching = policies.some(({ spec }) => spec.rules.some(({ hasJwks }) => !hasJwks));
    for (const { kind, namespace, name, labels, containers, source } of workloads) {
      if (kind !== 'Deployment' || labels?.get('app') !== 'istiod' || containers === undefined) continue;
      if (containers.some((container) => container.kind === 'app' && container.env.get(setting))) continue;
      const shown = policies.slice(0, 5).map(fullName).join(', ');
      yield {
        messageId: 'unrestricted',
        args: {
          namespace,
          name,
          setting,
          count: policies.length,
          policies: policies.length > 5 ? `${shown} …` : shown,
        },
        subject: { kind, namespace, name },
        severity: isFetching || mesh.isManifests ? 'warning' : 'info',
        evidence: [citeField(source, `${containers[0]?.field ?? 'spec.template.spec.containers[0]'}.env`, '(absent)')],
      };
    }
  },
});
