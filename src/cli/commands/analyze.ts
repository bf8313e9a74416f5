import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Suppression } from '../../analysis/suppress.js';
import { analyze } from '../../analyze.js';
import type { Bundle } from '../../bundle/bundle.js';
import { joinSources } from '../../bundle/join.js';
import type { Limits } from '../../bundle/limits.js';
import { openBundle } from '../../bundle/open.js';
import { allChecks } from '../../checks/index.js';
import { UsageError } from '../../core/errors.js';
import { matchesGlob } from '../../core/glob.js';
import { type Severity, severities } from '../../core/severity.js';
import { facetInfo } from '../../model/facet-info.js';
import { type FormatName, formats, render } from '../../render/index.js';
import { buildReport } from '../../report/build.js';
import type { Report } from '../../report/schema.js';
import { exitCode } from '../exit-code.js';
import { addInputOptions, type InputFlags, inputOptions, parseColor } from '../flags.js';
import { readMeshFiles } from '../mesh-files.js';
import { type OutputFile, writeFiles, writeStdout } from '../output.js';
import { type ColorChoice, say, useColor } from '../terminal.js';
import { generatedAt, toolInfo } from '../tool-info.js';

interface Flags extends InputFlags {
  format: { name: FormatName; file?: string }[];
  output?: string;
  report: boolean;
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
      'a .tgz, .tar.gz, .tar or .zip file, a directory, files of one mesh, or - for standard input',
    )
    .option(
      '-f, --format <format[=file]>',
      `output format, repeatable: ${formats.join(', ')}; without a file, to standard output`,
      collectFormat,
    )
    .option('-o, --output <dir>', 'where report.html and report.json go (default: ./<bundle name>.report/)')
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
    .action(async (bundles: string[], flags: Flags) => {
      process.exitCode = await run(bundles, { ...notRepeated, ...flags });
    });
}

async function run(bundles: readonly string[], flags: Flags): Promise<number> {
  const checks = allChecks.filter(
    ({ meta: { id } }) =>
      (flags.check.length === 0 || flags.check.some((glob) => matchesGlob(glob, id))) &&
      !flags.skip.some((glob) => matchesGlob(glob, id)),
  );
  if (checks.length === 0)
    throw new UsageError('--check and --skip leave no check to run; meshtriage checks lists them.');
  const meshFiles = await readMeshFiles(flags);
  const bundle = await open(bundles, inputOptions(flags));
  const analysis = await analyze(bundle, {
    ...inputOptions(flags),
    checks,
    suppressions: flags.suppress,
    ...(flags.namespace !== undefined && { namespace: flags.namespace }),
    ...(flags.defaultNamespace !== undefined && { defaultNamespace: flags.defaultNamespace }),
    ...(flags.now !== undefined && { now: flags.now }),
    meshFiles,
  });
  const report = buildReport(analysis, { generatedAt: generatedAt(), tool: toolInfo });
  await writeOutputs(report, flags, bundle.name);
  return verdict(report, flags);
}

/** Several files and directories are one mesh. */
function open(sources: readonly string[], limits: Partial<Limits>): Promise<Bundle> {
  const [source = ''] = sources;
  if (sources.length === 1) return openBundle(source === '-' ? process.stdin : source, limits);
  if (sources.includes('-')) throw new UsageError('standard input cannot be one of several inputs: give it alone.');
  return joinSources(sources, limits);
}

/** Findings at the threshold win over missing coverage. */
function verdict(report: Report, flags: Flags): number {
  const counted = severities.slice(0, flags.failOn === 'never' ? 0 : severities.indexOf(flags.failOn) + 1);
  if (counted.some((severity) => report.summary[severity] > 0)) return exitCode.findings;
  const missing = (flags.requireCoverage ?? []).filter(
    (what) => !report.coverage.read.some((read) => read.what === what),
  );
  if (missing.length === 0) return exitCode.done;
  say(`required but not in the bundle: ${missing.join(', ')}`);
  return exitCode.coverageMissing;
}

async function writeOutputs(report: Report, flags: Flags, bundleName: string): Promise<void> {
  const toStdout = flags.format.filter((format) => format.file === undefined);
  const files: OutputFile[] = flags.format.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ path: file, content: render(report, name, {}) }],
  );
  const wantsReport = flags.report && (flags.output !== undefined || toStdout.length === 0);
  const directory = flags.output ?? reportDirectory(bundleName);
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

/** `bundle.tgz` becomes `bundle.report`; characters that mean something to a shell or a file system become dashes. */
function reportDirectory(bundleName: string): string {
  const base = bundleName
    .replace(/\.(tgz|tar\.gz|tar)$/i, '')
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 100);
  return `${base || 'bundle'}.report`;
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

function collectFormat(value: string, previous: Flags['format'] = []): Flags['format'] {
  const [name = '', ...rest] = value.split('=');
  if (!(formats as readonly string[]).includes(name))
    throw new InvalidArgumentError(`Known formats: ${formats.join(', ')}.`);
  const file = rest.join('=');
  return [...previous, { name: name as FormatName, ...(file !== '' && { file }) }];
}

function collectSuppression(value: string, previous: Suppression[] = []): Suppression[] {
  const [, check, subject, until] = /^([^=@]+)(?:=([^@]+))?(?:@(\d{4}-\d{2}-\d{2}))?$/.exec(value) ?? [];
  if (check === undefined) throw new InvalidArgumentError('Write ID, ID=SUBJECT or ID=SUBJECT@YYYY-MM-DD.');
  return [...previous, { check, ...(subject !== undefined && { subject }), ...(until !== undefined && { until }) }];
}

function parseNamespace(value: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value))
    throw new InvalidArgumentError('Lower-case letters, digits and dashes, at most 63.');
  return value;
}

function parseFailOn(value: string): Flags['failOn'] {
  const known = [...severities, 'never' as const];
  const found = known.find((severity) => severity === value);
  if (found === undefined) throw new InvalidArgumentError(`One of ${known.join(', ')}.`);
  return found;
}

function parseFacets(value: string): string[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(facetInfo, name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Known: ${Object.keys(facetInfo).join(', ')}.`);
  return names;
}

function parseTime(value: string): Date {
  const time = new Date(value);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('Write an RFC 3339 time, for example 2026-03-04T09:31:00Z.');
  return time;
}
