import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { writeStdout } from '../output.js';

export function addCaptureScriptCommand(program: Command): void {
  program
    .command('capture-script')
    .description(
      'print the capture script, to be run where kubectl reaches the cluster: meshtriage capture-script | sh -s -- -n shop',
    )
    .action(async () => writeStdout(await readFile(new URL('../../../scripts/capture.sh', import.meta.url), 'utf8')));
}
