import { type Command, Option } from 'commander';
import { openLogFile } from '../../bundle/log-file.js';
import { BundleError, UsageError } from '../../core/errors.js';
import type { NamedLog } from '../../core/named-problem.js';
import { compareSeverity, type Severity } from '../../core/severity.js';
import { findKnownProblems, logSourceWords } from '../../parsers/container-log/index.js';
import { namedLogsJson, namedLogsNdjson } from '../../render/named-logs.js';
import { renderNamedLog } from '../../render/text/named-log.js';
import { parseFailOn } from '../analyze-flags.js';
import { exitCode } from '../exit-code.js';
import { parseColor } from '../flags.js';
import { writeStdout } from '../output.js';
import { type ColorChoice, say, useColor } from '../terminal.js';

interface Flags {
  component: string;
  format: 'text' | 'json' | 'ndjson';
  failOn: Severity | 'never';
  color: ColorChoice;
  verbose?: boolean;
}

export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .description('name the known problems in logs, without a bundle')
    .argument('[file...]', 'log files, also compressed with gzip; - or none for standard input')
    .option('--component <name>', 'what wrote the log; auto or an unknown name looks for everything', 'auto')
    .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json', 'ndjson']).default('text'))
    .option('--fail-on <severity>', 'exit 1 from this severity on: error, warning, info or never', parseFailOn, 'error')
    .option('--color <when>', 'auto, always or never', parseColor, 'auto')
    .option('-v, --verbose', 'every remedy, with the links to its documentation')
    .addHelpText('after', help)
    .action(run);
}

const help = `
Examples:
  kubectl logs -n shop deploy/cart -c istio-proxy | meshtriage logs -
  meshtriage logs --component istiod istiod.log istiod.log.1.gz

Components: ${logSourceWords.join(', ')}

Exit code: 0 nothing at or above --fail-on, 1 something, 2 wrong usage, 3 a file cannot be used.`;

async function run(given: readonly string[], flags: Flags): Promise<void> {
  const files = given.length > 0 ? given : ['-'];
  if (given.length === 0 && process.stdin.isTTY) throw new UsageError('Name a log file, or pipe one in.');
  if (files.indexOf('-') !== files.lastIndexOf('-')) throw new UsageError('Standard input can be read only once.');
  const logs: NamedLog[] = [];
  let unusable = false;
  for (const file of files) {
    const log = await named(file, flags.component);
    if (log === undefined) {
      unusable = true;
      continue;
    }
    if (flags.format === 'text') await writeText(log, files.length > 1, flags);
    if (flags.format === 'ndjson') await writeStdout(namedLogsNdjson(log));
    logs.push(log);
  }
  if (flags.format === 'json') await writeStdout(namedLogsJson(logs));
  if (unusable) process.exitCode = exitCode.unusableInput;
  else if (reached(logs, flags.failOn)) process.exitCode = exitCode.findings;
}

/** Undefined, and said why, for a file that cannot be used: the others are still read. */
async function named(file: string, component: string): Promise<NamedLog | undefined> {
  try {
    const { bytes, complete } = await openLogFile(file, process.stdin);
    const found = await findKnownProblems(bytes, component);
    if (!complete()) say(`${file === '-' ? 'standard input' : file}: the compressed stream is damaged or ends early`);
    return { file, complete: complete(), ...found };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    say(`error: ${error.message}`);
    return undefined;
  }
}

function writeText(log: NamedLog, several: boolean, { color, verbose = false }: Flags): Promise<void> {
  return writeStdout(renderNamedLog(log, { color: useColor(color, process.stdout), verbose, several }));
}

function reached(logs: readonly NamedLog[], failOn: Severity | 'never'): boolean {
  if (failOn === 'never') return false;
  return logs.some(({ problems }) => problems.some(({ severity }) => compareSeverity(severity, failOn) <= 0));
}
