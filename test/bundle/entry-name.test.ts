import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanEntryName } from '../../src/bundle/entry-name.js';

test('what is cleaned and what is refused', () => {
  expect(cleanEntryName('./bug-report//cluster/./crs')).toEqual({ path: 'bug-report/cluster/crs' });
  expect(cleanEntryName('/bug-report/versions')).toEqual({ path: 'bug-report/versions' });
  expect(cleanEntryName('bug-report\\proxies\\ns\\pod\\certs')).toEqual({ path: 'bug-report/proxies/ns/pod/certs' });
  expect(cleanEntryName('a/../../etc/passwd')).toHaveProperty('refused');
  expect(cleanEntryName('C:\\windows')).toHaveProperty('refused');
  expect(cleanEntryName('//server/share')).toHaveProperty('refused');
  expect(cleanEntryName('a\0b')).toHaveProperty('refused');
  expect(cleanEntryName('./')).toHaveProperty('refused');
  expect(cleanEntryName('x/'.repeat(70))).toHaveProperty('refused');
});

test('a cleaned name never climbs or starts at the root, and cleaning it again changes nothing', () => {
  const hostile = fc
    .array(fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', '\0', '…', ' '), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), hostile), (raw) => {
      const name = cleanEntryName(raw);
      if ('refused' in name) return;
      expect(name.path.startsWith('/')).toBe(false);
      expect(name.path.split('/')).not.toContain('..');
      expect(cleanEntryName(name.path)).toEqual(name);
    }),
    { numRuns: 1000 },
  );
});
