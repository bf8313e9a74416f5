import { readFile } from 'node:fs/promises';
import { Argument, type Command, Option } from 'commander';
import { BundleError } from '../../core/errors.js';
import { type FormatName, formats, render } from '../../render/index.js';
import { parseReport } from '../../report/parse.js';
import { writeFiles, writeStdout } from '../output.js';
import { say, useColor } from '../terminal.js';

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('render a saved report again in another format')
    .addArgument(new Argument('<report>', 'a report.json or report.html'))
    .addOption(new Option('-f, --format <format>', 'output format').choices(formats).default('text'))
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .action(async (path: string, flags: { format: FormatName; output?: string }) => {
      const report = parseReport(await read(path));
      const content = render(report, flags.format, {
        color: flags.output === undefined && useColor('auto', process.stdout),
        verbose: true,
      });
      if (flags.output === undefined) return writeStdout(content);
      await writeFiles([{ path: flags.output, content }]);
      say(`report written to ${flags.output}`);
    });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new BundleError(
      'not-readable',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
