import { expect, test } from 'vitest';
import { matchesGlob } from '../../src/core/glob.js';

test('a star stands for any text, and everything else for itself', () => {
  expect(matchesGlob('dns/*', 'dns/search-path')).toBe(true);
  expect(matchesGlob('*/stale', 'proxy-sync/stale')).toBe(true);
  expect(matchesGlob('*sync*', 'proxy-sync/stale')).toBe(true);
  expect(matchesGlob('dns/search-path', 'dns/search-path')).toBe(true);
  expect(matchesGlob('dns', 'dns/search-path')).toBe(false);
  expect(matchesGlob('dns/.*', 'dns/search-path')).toBe(false);
  expect(matchesGlob('ab*ba', 'aba')).toBe(false);
});
