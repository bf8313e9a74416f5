// Packs the sample mesh that ships with the project, faults and all, and analyses the archive as a support engineer would.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
execFileSync('tar', ['-czf', 'sample.tgz', '-C', 'fixtures/bundles/capture', 'broken'], { stdio: 'inherit' });
execFileSync(process.execPath, ['dist/cli/main.js', 'analyze', 'sample.tgz', '--fail-on', 'never'], {
  stdio: 'inherit',
});
