import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Analysis } from '../../src/analysis/result.js';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { scratch } from '../helpers/bundle.js';

const bundles = new URL('../../fixtures/bundles/', import.meta.url).pathname;

/** Packs a fixture as a customer would and analyses the archive. */
async function analysed(fixture: string): Promise<Analysis> {
  const file = join(scratch(), 'bundle.tgz');
  execFileSync('tar', ['-czf', file, '-C', bundles, fixture]);
  return analyze(await openBundle(file));
}

function failing(analysis: Analysis): string[] {
  return analysis.checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
}

function loud(analysis: Analysis): string[] {
  return analysis.checks.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity !== 'info').map(({ check, title }) => `${check}: ${title}`),
  );
}

test.each(['capture/healthy', 'bug-report/healthy', 'capture/istio-1.0-healthy'])(
  'a healthy mesh raises no error and no warning: %s',
  async (fixture) => {
    const analysis = await analysed(fixture);
    expect(loud(analysis)).toEqual([]);
    expect(analysis.complete).toBe(true);
    expect(analysis.checks.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(analysis.coverage.unusable).toEqual([]);
  },
);

/** Istio's guide "Troubleshooting Networking Issues", line by line, and the checks that answer each line. */
const guide: Record<string, readonly string[]> = {
  'proxy status': ['proxy-sync/stale', 'proxy-sync/missing-proxy'],
};

test('a broken mesh of today answers every line of the guide', async () => {
  expect(failing(await analysed('capture/broken'))).toEqual(expect.arrayContaining(Object.values(guide).flat()));
});
