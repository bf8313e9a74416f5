import { controlPlaneWebhookAddress } from '../../../src/checks/control-plane/webhook-address.js';
import type { Webhook } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { webhook } from '../../helpers/facets/kubernetes.js';

const { service: _, ...bare } = webhook();

function calling(url: string, facts: Partial<Webhook> = {}) {
  return { webhooks: [{ ...bare, url, ...facts }] };
}

const subject = 'MutatingWebhookConfiguration istio-sidecar-injector';

describeCheck(controlPlaneWebhookAddress, {
  silent: {
    'a service': { webhooks: [webhook()] },
    'a host': calling('https://istiod.example.com:15017/inject'),
    'a configuration of another product': calling('https://192.0.2.1/', { configuration: 'policy' }),
    'a validator by another name': calling('https://192.0.2.1/', { configuration: 'own', type: 'validating' }),
  },
  fires: {
    'neither service nor URL': {
      given: { webhooks: [bare] },
      expect: [{ messageId: 'none', subject, severity: 'warning' }],
    },
    'text that is no URL': {
      given: calling('https://exa mple:port'),
      expect: [{ messageId: 'unreadable', subject, severity: 'warning' }],
    },
    'an IPv4 address': {
      given: calling('https://192.0.2.1:15017/inject'),
      expect: [{ messageId: 'address', subject, severity: 'info' }],
    },
    'an IPv6 address of a validator': {
      given: calling('https://[2001:db8::1]:15017/validate', {
        configuration: 'istiod-default-validator',
        type: 'validating',
      }),
      expect: [{ messageId: 'address', subject: 'ValidatingWebhookConfiguration istiod-default-validator' }],
    },
  },
});
