// Builds the package into dist/: templates first, because the sources import what they compile to.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildTemplates } from './build-templates.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await buildTemplates();
rmSync('dist', { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
try {
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { stdio: 'inherit' });
} catch {
  process.exit(1);
}
const { inspectionJsonSchema, reportJsonSchema } = await import(pathToFileURL('dist/report/json-schema.js').href);
writeFileSync('dist/report.schema.json', `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
writeFileSync('dist/inspection.schema.json', `${JSON.stringify(inspectionJsonSchema(), null, 2)}\n`);
