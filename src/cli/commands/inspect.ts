import { Argument, type Command, Option } from 'commander';
import { openBundle } from '../../bundle/open.js';
import { inspect } from '../../inspect.js';
import { toJson } from '../../render/json.js';
import { renderInspection } from '../../render/text/inspection.js';
import { addInputOptions, type InputFlags, inputOptions, parseColor } from '../flags.js';
import { writeStdout } from '../output.js';
import { type ColorChoice, useColor } from '../terminal.js';
import { toolInfo } from '../tool-info.js';

interface Flags extends InputFlags {
  format?: 'text' | 'json';
  color: ColorChoice;
  quiet?: true;
  verbose?: true;
}

export function addInspectCommand(program: Command): void {
  addInputOptions(program.command('inspect'))
    .description('say what is in a bundle and what is missing, without running a check')
    .addArgument(new Argument('<bundle>', 'a .tgz, .tar.gz or .tar file, a directory, or - for standard input'))
    .addOption(new Option('-f, --format <format>', 'output format (default: text)').choices(['text', 'json']))
    .option('--color <when>', 'auto, always or never', parseColor, 'auto')
    .option(
      '-q, --quiet',
      'print nothing that was not asked for with --format: the exit code says whether it is a bundle',
    )
    .option('-v, --verbose', 'print every list in full')
    .action(async (source: string, flags: Flags) => {
      const bundle = await openBundle(source === '-' ? process.stdin : source, inputOptions(flags));
      const inspection = await inspect(bundle, inputOptions(flags), toolInfo);
      if (flags.format === 'json') return writeStdout(`${toJson(inspection, 2)}\n`);
      if (flags.quiet && flags.format === undefined) return;
      const color = useColor(flags.color, process.stdout);
      await writeStdout(renderInspection(inspection, { color, verbose: flags.verbose ?? false }));
    });
}
