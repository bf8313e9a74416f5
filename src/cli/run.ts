import { Command, CommanderError } from 'commander';
import { addAnalyzeCommand } from './commands/analyze.js';
import { addCaptureScriptCommand } from './commands/capture-script.js';
import { addChecksCommand } from './commands/checks.js';
import { addExplainCommand } from './commands/explain.js';
import { addInspectCommand } from './commands/inspect.js';
import { addLogsCommand } from './commands/logs.js';
import { addReportCommand } from './commands/report.js';
import { addTraceCommand } from './commands/trace.js';
import { exitCode, exitCodeOf } from './exit-code.js';
import { removePendingFiles } from './output.js';
import { say } from './terminal.js';
import { toolInfo } from './tool-info.js';

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Runs the command line; the process ends with a code of the documented table, whatever happens. */
export async function run(args: readonly string[]): Promise<void> {
  // Nothing that a bundle holds may reach every object of the process.
  Object.freeze(Object.prototype);
  const debug = args.includes('--debug');
  process.on('uncaughtException', (error) => fail(error, debug));
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => {
      removePendingFiles();
      process.exit(code);
    });
  }
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    fail(error, debug);
  }
}

function program(): Command {
  const command = new Command(toolInfo.name)
    .description('Offline support-bundle analyzer for Istio. Not affiliated with the Istio project.')
    .version(toolInfo.version)
    .option('--debug', 'show the stack of an error that meshtriage itself caused')
    .exitOverride();
  addAnalyzeCommand(command);
  addInspectCommand(command);
  addReportCommand(command);
  addTraceCommand(command);
  addLogsCommand(command);
  addChecksCommand(command);
  addExplainCommand(command);
  addCaptureScriptCommand(command);
  for (const sub of command.commands)
    sub.option('--debug', 'show the stack of an error that meshtriage itself caused').exitOverride();
  return command;
}

function fail(error: unknown, debug: boolean): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.usage;
    return;
  }
  const { code, expected } = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (expected) say(`error: ${message}`);
  else
    say(
      `meshtriage failed: ${message}. This is a bug: please report this line and the version (${toolInfo.version}); the bundle is not needed.`,
    );
  if (debug && error instanceof Error) say(error.stack ?? '');
  removePendingFiles();
  process.exitCode = code;
  if (!expected) process.exit(code);
}
