import { expect, test } from 'vitest';
import { meshtriage } from '../helpers/command.js';

test('a check is explained by its id, and by the codes that its findings can carry', () => {
  const byId = meshtriage(['explain', 'routing/missing-subset']);
  expect(byId.code).toBe(0);
  expect(byId.stdout).toContain('routing/missing-subset (error)');
  expect(byId.stdout).toContain('What to do');
  expect(meshtriage(['explain', 'kia1107']).stdout).toContain('routing/missing-subset (error)');
});

test('what no check is called is wrong usage', () => {
  const { code, stderr } = meshtriage(['explain', 'IST9999']);
  expect(code).toBe(2);
  expect(stderr).toContain('no check is called IST9999');
});
