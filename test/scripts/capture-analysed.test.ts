import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { archiveOf, createSandbox, type Mesh } from './stand-in/run.js';

test.each<Mesh>(['istio-1.24', 'istio-1.0', 'ambient'])(
  'what capture.sh packs is read completely: %s',
  async (mesh) => {
    const sandbox = createSandbox();
    try {
      const run = await sandbox.run({ mesh, flags: ['--probe', '--include-application-logs'] });
      const analysis = await analyze(await openBundle(archiveOf(run).path));
      expect(analysis.bundles[0]).toMatchObject({ layout: 'capture', complete: true });
      expect(analysis.coverage.unusable).toEqual([]);
      expect(analysis.coverage.notRead.unknown).toBe(0);
      expect(analysis.checks.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    } finally {
      sandbox.remove();
    }
  },
  120_000,
);
