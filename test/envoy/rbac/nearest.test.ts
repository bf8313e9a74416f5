import { expect, test } from 'vitest';
import { lacksOnlyIdentity, nearestRule } from '../../../src/envoy/rbac/nearest.js';
import { headersOfRequest } from '../../../src/envoy/request-headers.js';

const exact = (name: string, value: string) => ({ header: { name, string_match: { exact: value } } });
const oneOf = (...tests: unknown[]) => ({ or_rules: { rules: tests } });
const namespace = (name: string) => ({
  authenticated: { principal_name: { safe_regex: { regex: `.*/ns/${name}/.*` } } },
});

const rules = {
  policies: {
    reader: {
      permissions: [
        {
          and_rules: {
            rules: [
              oneOf(exact(':method', 'GET'), exact(':method', 'HEAD')),
              oneOf({ url_path: { path: { prefix: '/api/' } } }),
            ],
          },
        },
      ],
      principals: [{ and_ids: { ids: [{ or_ids: { ids: [namespace('shop')] } }] } }],
    },
    writer: {
      permissions: [
        { and_rules: { rules: [oneOf(exact(':method', 'POST')), { not_rule: oneOf({ destination_port: 9090 }) }] } },
      ],
      principals: [{ and_ids: { ids: [{ or_ids: { ids: [namespace('admin')] } }] } }],
    },
  },
};

function request(method: string, path: string) {
  const headers = headersOfRequest({ authority: 'cart', method, path });
  return { headers, destinationPort: 9090, peer: { transport: 'plaintext' } } as const;
}

test('the rule that lacks least, and what it lacks', () => {
  expect(nearestRule(rules, request('PUT', '/api/carts'))).toEqual({
    policy: 'reader',
    failing: [
      { field: 'method', isNegated: false, wants: ['GET', 'HEAD'], actual: 'PUT', isUnknown: false },
      { field: 'namespace', isNegated: false, wants: ['shop'], isUnknown: false },
    ],
  });
});

test('a value that must not be', () => {
  expect(nearestRule({ policies: { writer: rules.policies.writer } }, request('POST', '/'))?.failing[0]).toEqual({
    field: 'destination port',
    isNegated: true,
    wants: ['9090'],
    actual: '9090',
    isUnknown: false,
  });
});

test('only an identity is missing', () => {
  const nearest = nearestRule(rules, request('GET', '/api/carts'));
  expect(nearest?.policy).toBe('reader');
  expect(nearest && lacksOnlyIdentity(nearest)).toBe(true);
  const further = nearestRule(rules, request('GET', '/'));
  expect(further && lacksOnlyIdentity(further)).toBe(false);
});

test('no rule is near where there is none, or where one matches', () => {
  expect(nearestRule({}, request('GET', '/'))).toBeUndefined();
  const all = { policies: { all: { permissions: [{ any: true }], principals: [{ any: true }] } } };
  expect(nearestRule(all, request('GET', '/'))).toBeUndefined();
});
