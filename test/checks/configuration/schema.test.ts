import { describe, expect, test } from 'vitest';
import { configurationSchema } from '../../../src/checks/configuration/schema.js';
import type { InvalidObject, Violation } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { findingsIn } from '../../helpers/manifests.js';

function invalid(violations: Violation[], changes: Partial<InvalidObject> = {}) {
  const source = { path: 'mesh.yaml', line: 1 };
  const object = {
    kind: 'EnvoyFilter',
    group: 'networking.istio.io',
    namespace: 'shop',
    name: 'lua',
    violations,
    source,
  };
  return { invalidObjects: [{ ...object, ...changes }], mesh: mesh() };
}

const general: Violation = { field: 'spec', message: 'is fragile', level: 'warning', by: 'webhook' };
const refused: Violation = { field: 'spec.x', message: 'is no field', level: 'error', by: 'crd' };
const rejected: Violation = { field: 'spec.y', message: 'is required', level: 'error', by: 'webhook' };

describeCheck(configurationSchema, {
  silent: {
    'all is valid': { invalidObjects: [], mesh: mesh() },
    'what is true of every EnvoyFilter, in a cluster': invalid([general]),
    'namespaces that istioctl leaves out': invalid([rejected], { namespace: 'kube-system' }),
  },
  fires: {
    'the webhook and the schema object': {
      given: invalid([refused, rejected]),
      expect: [
        {
          messageId: 'rejected',
          subject: 'EnvoyFilter shop/lua',
          args: { problems: 'spec.x is no field; spec.y is required' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'the schema alone objects': {
      given: invalid([refused]),
      expect: [{ messageId: 'refused', subject: 'EnvoyFilter shop/lua', severity: 'error' }],
    },
    'many problems': {
      given: invalid(Array.from({ length: 5 }, () => rejected)),
      expect: [
        {
          messageId: 'rejected',
          subject: 'EnvoyFilter shop/lua',
          args: { problems: 'spec.y is required; spec.y is required; spec.y is required; and 2 more' },
        },
      ],
    },
    'a warning': {
      given: invalid([{ ...general, field: 'spec.z' }]),
      expect: [{ messageId: 'doubtful', subject: 'EnvoyFilter shop/lua', severity: 'warning' }],
    },
  },
});

describe('manifests', () => {
  test('an error and a warning of one object are two findings, each with its code and place', () => {
    const findings = findingsIn(
      configurationSchema,
      `
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: cart
          namespace: shop
        spec:
          hosts: [cart]
          gateways: [public.web.svc.cluster.local]
          http:
          - timeout: 0s
            route:
            - destination:
                host: cart
      `,
    );
    expect(findings.map(({ aliases, severity, title }) => ({ aliases, severity, title }))).toEqual([
      {
        aliases: ['IST0106'],
        severity: 'error',
        title: 'VirtualService shop/cart breaks rules of Istio: spec.http[0].timeout must be a millisecond or more',
      },
      {
        aliases: ['IST0133'],
        severity: 'warning',
        title:
          'VirtualService shop/cart is accepted by Istio with warnings: spec.gateways[0] is written as in Istio 1.0; "web/public" replaces it',
      },
    ]);
    expect(findings[0]?.evidence[0]).toMatchObject({ path: 'mesh.yaml', line: 10, field: 'spec.http[0].timeout' });
  });

  test('what only the schema refuses has no code of istioctl', () => {
    const findings = findingsIn(
      configurationSchema,
      `
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: cart
          namespace: shop
        spec:
          host: cart
          trafficpolicy: {}
      `,
    );
    expect(findings.map(({ aliases, messageId }) => ({ aliases, messageId }))).toEqual([
      { aliases: [], messageId: 'refused' },
    ]);
  });

  test('silent: a valid object', () => {
    const rule = `
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata:
        name: cart
        namespace: shop
      spec:
        host: cart
    `;
    expect(findingsIn(configurationSchema, rule)).toEqual([]);
  });
});
