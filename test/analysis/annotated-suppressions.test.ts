import { expect, test } from 'vitest';
import { annotatedSuppressions } from '../../src/analysis/annotated-suppressions.js';
import type { ReportedFinding } from '../../src/analysis/result.js';
import { modelOf } from '../helpers/manifests.js';

const silencer = annotatedSuppressions(
  modelOf(`
    apiVersion: v1
    kind: Service
    metadata:
      name: cart
      namespace: shop
      annotations: {galley.istio.io/analyze-suppress: "IST0118, IST0108"}
    ---
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      annotations: {galley.istio.io/analyze-suppress: "*"}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: cart
      namespace: shop
      annotations: {galley.istio.io/analyze-suppress: IST0101}
    spec: {hosts: [cart]}
  `),
);

function silencedBy(kind: string, name: string, aliases: readonly string[], namespace?: string): string | undefined {
  return silencer({
    subject: { kind, name, ...(namespace !== undefined && { namespace }) },
    aliases,
  } as unknown as ReportedFinding);
}

test('a code, or every code, on the object that the finding is about', () => {
  expect(silencedBy('Service', 'cart', ['IST0118', 'KIA0601'], 'shop')).toBe(
    'galley.istio.io/analyze-suppress: IST0118',
  );
  expect(silencedBy('Namespace', 'shop', [])).toBe('galley.istio.io/analyze-suppress: *');
  expect(silencedBy('VirtualService', 'cart', ['IST0101'], 'shop')).toBe('galley.istio.io/analyze-suppress: IST0101');
});

test('no other code, and no other object', () => {
  expect(silencedBy('Service', 'cart', ['IST0101'], 'shop')).toBeUndefined();
  expect(silencedBy('Service', 'cart', ['IST0118'], 'web')).toBeUndefined();
  expect(silencedBy('Service', 'web', ['IST0118'], 'shop')).toBeUndefined();
});
