import type { Command } from 'commander';
import { allChecks } from '../../checks/index.js';
import { writeStdout } from '../output.js';

export function addChecksCommand(program: Command): void {
  program
    .command('checks')
    .description('list every check')
    .action(async () => {
      const width = Math.max(...allChecks.map(({ meta }) => meta.id.length));
      await writeStdout(
        allChecks.map(({ meta }) => `${meta.id.padEnd(width)}  ${meta.severity.padEnd(7)}  ${meta.title}\n`).join(''),
      );
    });
}
