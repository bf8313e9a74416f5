import { z } from 'zod';
import { labelSelector, portNumber, text } from './common.js';
import { defineKind } from './kind.js';

const service = z.object({ namespace: text, name: text, path: text.exactOptional(), port: portNumber.default(443) });

const webhook = z.object({
  name: text,
  clientConfig: z
    .object({ url: text.exactOptional(), service: service.exactOptional(), caBundle: text.exactOptional() })
    .prefault({}),
  failurePolicy: text.exactOptional(),
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
});

const schema = z
  .object({ apiVersion: text.exactOptional(), webhooks: z.array(webhook).default([]) })
  .transform(({ apiVersion, webhooks }) => ({
    webhooks: webhooks.map(({ clientConfig: { url, service, caBundle }, failurePolicy, ...rest }, index) => ({
      ...rest,
      field: `webhooks[${index}]`,
      ...(url !== undefined && { url }),
      ...(service && { service }),
      // The default was Ignore in v1beta1 and is Fail in v1.
      failurePolicy: failurePolicy ?? (apiVersion?.endsWith('/v1beta1') ? 'Ignore' : 'Fail'),
      hasCaBundle: caBundle !== undefined && caBundle !== '',
    })),
  }));

const groups = ['admissionregistration.k8s.io'] as const;
const options = { clusterScoped: true, located: true };

export const mutatingWebhookConfiguration = defineKind('MutatingWebhookConfiguration', groups, schema, options);
export const validatingWebhookConfiguration = defineKind('ValidatingWebhookConfiguration', groups, schema, options);
