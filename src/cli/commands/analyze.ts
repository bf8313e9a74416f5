import { join } from 'node:path';
import type { Command } from 'commander';
import type { Suppression } from '../../analysis/suppress.js';
import { analyze } from '../../analyze.js';
import type { Bundle } from '../../bundle/bundle.js';
import type { Limits } from '../../bundle/limits.js';
import { openBundle } from '../../bundle/open.js';
import type { AnyCheck } from '../../checks/check.js';
import { allChecks } from '../../checks/index.js';
import { BundleError, UsageError } from '../../core/errors.js';
import { matchesGlob } from '../../core/glob.js';
import { type Severity, severities } from '../../core/severity.js';
import { openBundles } from '../../open-bundles.js';
import { formats, render } from '../../render/index.js';
import { buildReport } from '../../report/build.js';
import type { Report } from '../../report/schema.js';
import {
  collect,
  collectFormat,
  collectSuppression,
  type OutputFormat,
  parseFacets,
  parseFailOn,
  parseNamespace,
  parseTime,
} from '../analyze-flags.js';
import { exitCode } from '../exit-code.js';
import { addInputOptions, type InputFlags, inputOptions, parseColor } from '../flags.js';
import { readMeshFiles } from '../mesh-files.js';
import { type OutputFile, writeFiles, writeStdout } from '../output.js';
import { type ColorChoice, say, useColor } from '../terminal.js';
import { generatedAt, toolInfo } from '../tool-info.js';

interface Flags extends InputFlags {
  format: OutputFormat[];
  output?: string;
  report: boolean;
  each?: true;
  namespace?: string;
  defaultNamespace?: string;
  meshConfig?: string;
  meshNetworks?: string;
  check: string[];
  skip: string[];
  suppress: Suppression[];
  failOn: Severity | 'never';
  requireCoverage?: string[];
  now?: Date;
  color: ColorChoice;
  quiet?: true;
  verbose?: true;
}

/** Flags that may be repeated and were not given. */
const notRepeated = { format: [], check: [], skip: [], suppress: [] };

export function addAnalyzeCommand(program: Command): void {
  addInputOptions(program.command('analyze'))
    .description('find what is broken in the mesh that a bundle was taken from')
    .argument(
      '<bundle...>',
      'a .tgz, .tar.gz, .tar or .zip file, a directory, or - for standard input; several are the clusters, or the files, of one mesh',
    )
    .option(
      '-f, --format <format[=file]>',
      `output format, repeatable: ${formats.join(', ')}; without a file, to standard output`,
      collectFormat,
    )
    .option('-o, --output <dir>', 'where report.html and report.json go (default: ./<bundle name>.report/)')
    .option('--each', 'analyse every input on its own, each with a report of its own')
    .option('--no-report', 'do not write report.html and report.json')
    .option('-n, --namespace <namespace>', 'show findings of this namespace and of the mesh as a whole')
    .option(
      '--default-namespace <namespace>',
      'of objects in manifests that name none (default: default)',
      parseNamespace,
    )
    .option('--mesh-config <file>', 'mesh configuration in YAML (MeshConfig), for manifests')
    .option('--mesh-networks <file>', 'mesh networks in YAML (MeshNetworks), for manifests')
    .option('--check <glob>', 'run only these checks, repeatable', collect)
    .option('--skip <glob>', 'leave these checks out, repeatable', collect)
    .option(
      '--suppress <id[=subject][@date]>',
      'silence a check, or one subject of it, until a date, repeatable',
      collectSuppression,
    )
    .option('--fail-on <severity>', 'exit 1 from this severity on: error, warning, info, never', parseFailOn, 'error')
    .option(
      '--require-coverage <list>',
      'exit 4 when one of these parts is not in the bundle (names as in the report’s coverage)',
      parseFacets,
    )
    .option(
      '--now <time>',
      'the time that ages and expiries are relative to (default: the time of the capture; for manifests and loose files, now)',
      parseTime,
    )
    .option('--color <when>', 'auto, always or never', parseColor, 'auto')
    .option('-q, --quiet', 'print only where the report went')
    .option('-v, --verbose', 'print every finding with its evidence')
    .action(async ([first = '-', ...others]: string[], flags: Flags) => {
      process.exitCode = await run([first, ...others], { ...notRepeated, ...flags });
    });
}

async function run(sources: readonly [string, ...string[]], flags: Flags): Promise<number> {
  const checks = allChecks.filter(
    ({ meta: { id } }) =>
      (flags.check.length === 0 || flags.check.some((glob) => matchesGlob(glob, id))) &&
      !flags.skip.some((glob) => matchesGlob(glob, id)),
  );
  if (checks.length === 0)
    throw new UsageError('--check and --skip leave no check to run; meshtriage checks lists them.');
  if (flags.each) return runEach(sources, checks, flags);
  return report(await open(sources, inputOptions(flags)), checks, flags);
}

/** Goes on after an input that cannot be used, and ends with the worst that happened. */
async function runEach(sources: readonly string[], checks: readonly AnyCheck[], flags: Flags): Promise<number> {
  if (flags.format.some(({ file }) => file !== undefined))
    throw new UsageError('--each writes one report for each input: --format takes no file with it.');
  const codes: number[] = [];
  const taken = new Set<string>();
  for (const source of sources) {
    try {
      const bundles = await open([source], inputOptions(flags));
      const directory = freeName(reportDirectory(nameOf(bundles)), taken);
      taken.add(directory);
      codes.push(await report(bundles, checks, flags, join(flags.output ?? '', directory)));
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      say(error.message);
      codes.push(exitCode.unusableInput);
    }
  }
  const byWeight = [exitCode.unusableInput, exitCode.findings, exitCode.coverageMissing];
  return byWeight.find((code) => codes.includes(code)) ?? exitCode.done;
}

/** Several inputs are the clusters, or the files, of one mesh. */
function open(sources: readonly [string, ...string[]], limits: Partial<Limits>): Promise<readonly Bundle[]> {
  if (!sources.includes('-')) return openBundles(sources, limits);
  if (sources.length > 1) throw new UsageError('standard input cannot be one of several inputs: give it alone.');
  return openBundle(process.stdin, limits).then((bundle) => [bundle]);
}

/** Analyses what is one mesh and writes its report. */
async function report(
  bundles: readonly Bundle[],
  checks: readonly AnyCheck[],
  flags: Flags,
  output?: string,
): Promise<number> {
  const analysis = await analyze(bundles, {
    ...inputOptions(flags),
    checks,
    suppressions: flags.suppress,
    ...(flags.namespace !== undefined && { namespace: flags.namespace }),
    ...(flags.defaultNamespace !== undefined && { defaultNamespace: flags.defaultNamespace }),
    ...(flags.now !== undefined && { now: flags.now }),
    meshFiles: await readMeshFiles(flags),
  });
  const made = buildReport(analysis, { generatedAt: generatedAt(), tool: toolInfo });
  await writeOutputs(made, flags, output ?? flags.output ?? reportDirectory(nameOf(bundles)));
  return verdict(made, flags);
}

/** Findings at the threshold win over missing coverage. */
function verdict(report: Report, flags: Flags): number {
  const counted = severities.slice(0, flags.failOn === 'never' ? 0 : severities.indexOf(flags.failOn) + 1);
  if (counted.some((severity) => report.summary[severity] > 0)) return exitCode.findings;
  const missing = (flags.requireCoverage ?? []).filter(
    (what) =>
      report.coverage.absent.some((absent) => absent.what === what) ||
      !report.coverage.read.some((read) => read.what === what),
  );
  if (missing.length === 0) return exitCode.done;
  say(`required but not in the bundle: ${missing.join(', ')}`);
  return exitCode.coverageMissing;
}

async function writeOutputs(report: Report, flags: Flags, directory: string): Promise<void> {
  const toStdout = flags.format.filter((format) => format.file === undefined);
  const files: OutputFile[] = flags.format.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ path: file, content: render(report, name, {}) }],
  );
  const wantsReport = flags.report && (flags.output !== undefined || toStdout.length === 0);
  if (wantsReport) {
    files.push(
      { path: join(directory, 'report.html'), content: render(report, 'html', {}) },
      { path: join(directory, 'report.json'), content: render(report, 'json', {}) },
    );
  }
  await writeFiles(files);
  const color = useColor(flags.color, process.stdout);
  const shown = toStdout.length > 0 || flags.quiet ? toStdout : [{ name: 'text' as const }];
  for (const { name } of shown) await writeStdout(render(report, name, { color, verbose: flags.verbose ?? false }));
  if (files.length > 0) say(`report written to ${files.map((file) => file.path).join(' and ')}`);
}

/** The folder of a mesh of several clusters is named after the first bundle. */
function nameOf([first, ...others]: readonly Bundle[]): string {
  const name = first?.name ?? 'bundle';
  return others.length === 0 ? name : `${withoutEnding(name)}-and-${others.length}-more`;
}

/** `bundle.tgz` becomes `bundle.report`; characters that mean something to a shell or a file system become dashes. */
function reportDirectory(bundleName: string): string {
  const base = withoutEnding(bundleName)
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 100);
  return `${base || 'bundle'}.report`;
}

/** Inputs of one name, in different folders, get reports of different names. */
function freeName(directory: string, taken: ReadonlySet<string>): string {
  let name = directory;
  for (let number = 2; taken.has(name); number++) name = directory.replace(/\.report$/, `-${number}.report`);
  return name;
}

function withoutEnding(bundleName: string): string {
  return bundleName.replace(/\.(tgz|tar\.gz|tar|zip)$/i, '');
}
