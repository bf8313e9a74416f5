import { citeField } from '../../core/evidence.js';
import { parseIp } from '../../core/ip.js';
import type { Webhook } from '../../model/facets.js';
import { webhookSubject } from '../../model/lookup/webhooks.js';
import { defineCheck } from '../check.js';

export const controlPlaneWebhookAddress = defineCheck({
  meta: {
    id: 'control-plane/webhook-address',
    title: "Istio's webhooks name a service or a host",
    severity: 'warning',
    basis: 'declared',
    why: 'With an external control plane the API server reaches injector and validator by a URL. Without an address that works, pods get no proxy and objects are not checked.',
    fix: [
      {
        text: 'Set the address of the external control plane (values istiodRemote.injectionURL and base.validationURL), by a host name for which its certificate is made.',
        command: 'kubectl get {resource} {configuration} -o yaml',
        doc: 'https://istio.io/latest/docs/setup/install/external-controlplane/',
      },
    ],
    codes: ['IST0163', 'IST0164'],
    decides:
      'Looks at the webhooks of configurations istiod-default-validator, istio-validator* and istio-sidecar-injector*.',
    falsePositives: ['An IP address is fine where the certificate of the control plane names it.'],
  },
  requires: ['webhooks'],
  messages: {
    none: 'Webhook {webhook} of {configuration} names neither a service nor a URL',
    unreadable: 'Webhook {webhook} of {configuration} calls {url}, which is no URL',
    address: 'Webhook {webhook} of {configuration} calls IP address {url} rather than a host name',
  },
  identity: ['webhook'],
  *run({ webhooks }) {
    for (const webhook of webhooks.filter(isOfControlPlane)) {
      const { configuration, name, type, url, field = '', source } = webhook;
      const messageId = faultOf(webhook);
      if (messageId === undefined) continue;
      yield {
        messageId,
        args: { webhook: name, configuration, url: url ?? '', resource: `${type}webhookconfiguration` },
        subject: webhookSubject(webhook),
        severity: messageId === 'address' ? 'info' : 'warning',
        aliases: [messageId === 'address' ? 'IST0164' : 'IST0163'],
        evidence: [
          citeField(
            source,
            `${field}.clientConfig${url === undefined ? '' : '.url'}`,
            url ?? 'neither service nor url',
          ),
        ],
      };
    }
  },
});

function isOfControlPlane({ type, configuration }: Webhook): boolean {
  if (type === 'mutating') return configuration.startsWith('istio-sidecar-injector');
  return configuration === 'istiod-default-validator' || configuration.startsWith('istio-validator');
}

function faultOf({ url, service }: Webhook): 'none' | 'unreadable' | 'address' | undefined {
  if (url === undefined) return service === undefined ? 'none' : undefined;
  if (!URL.canParse(url)) return 'unreadable';
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return parseIp(host) === undefined ? undefined : 'address';
}
