import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { meshtriage, packed, root } from '../helpers/command.js';

test('analyze bundle.tgz: findings on stdout, both reports beside, exit 1', () => {
  const ran = meshtriage(['analyze', packed('capture/broken')]);
  expect(ran.code).toBe(1);
  expect(readdirSync(join(ran.directory, 'acme-1234.report')).sort()).toEqual(['report.html', 'report.json']);
  expect(statSync(join(ran.directory, 'acme-1234.report/report.html')).mode & 0o777).toBe(0o600);
  expect(ran.stderr).toContain('report written to');
  expect(ran.stdout).toContain('proxy-sync/stale');
});

test('the command analyze is meshtriage analyze', () => {
  const file = packed('capture/healthy');
  const [long, short] = [meshtriage(['analyze', file]), meshtriage([file], { command: 'analyze' })];
  expect(short).toMatchObject({ code: 0, stdout: long.stdout });
});

test('a bundle on standard input gives the findings of the same bundle as a file', () => {
  const file = packed('capture/broken');
  const fromFile = JSON.parse(meshtriage(['analyze', file, '-f', 'json']).stdout);
  const fromStdin = JSON.parse(meshtriage(['analyze', '-', '-f', 'json'], { input: readFileSync(file) }).stdout);
  expect(fromStdin.findings).toEqual(fromFile.findings);
});

test('two runs over one bundle give the same bytes', () => {
  const file = packed('capture/broken');
  expect(meshtriage(['analyze', file, '-f', 'json']).stdout).toBe(meshtriage(['analyze', file, '-f', 'json']).stdout);
});

test('a format without a file goes to stdout alone, one with a file goes there', () => {
  const ran = meshtriage(['analyze', packed('capture/healthy'), '-f', 'json', '-f', 'markdown=notes.md']);
  expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'meshtriage.report/1' });
  expect(readdirSync(ran.directory)).toEqual(['notes.md']);
});

test('several bundles are the clusters of one mesh, with one report', () => {
  const [east, west] = [packed('capture/healthy'), packed('capture/broken')];
  const ran = meshtriage(['analyze', east, west, '-o', 'out']);
  expect(ran.code).toBe(1);
  const report = JSON.parse(readFileSync(join(ran.directory, 'out/report.json'), 'utf8'));
  expect(report.bundles.map(({ name }: { name: string }) => name)).toEqual(['acme-1234.tgz', 'acme-1234.tgz (2)']);
  const of = report.findings.map(({ subject }: { subject: { cluster?: string } }) => subject.cluster);
  expect(new Set(of)).toEqual(new Set(['acme-1234 (2)']));
});

test('--each gives every input a report of its own and goes on after one that cannot be read', () => {
  const inputs = [packed('capture/healthy'), 'missing.tgz', packed('capture/broken')];
  const ran = meshtriage(['analyze', '--each', '-q', ...inputs]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('missing.tgz: no such file or directory.');
  expect(readdirSync(ran.directory).sort()).toEqual(['acme-1234-2.report', 'acme-1234.report']);
  const findings = (folder: string) =>
    JSON.parse(readFileSync(join(ran.directory, folder, 'report.json'), 'utf8')).findings.length;
  expect(findings('acme-1234.report')).toBe(0);
  expect(findings('acme-1234-2.report')).toBeGreaterThan(0);
  expect(meshtriage(['analyze', '--each', '-q', packed('capture/healthy')]).code).toBe(0);
  expect(meshtriage(['analyze', '--each', '-f', 'html=all.html', ...inputs]).code).toBe(2);
});

test('--fail-on, --check, --skip and --require-coverage decide the exit code', () => {
  const broken = packed('capture/broken');
  const quiet = ['--no-report', '-q'];
  expect(meshtriage(['analyze', broken, '--fail-on', 'never', ...quiet]).code).toBe(0);
  expect(meshtriage(['analyze', broken, '--check', 'versions/*', ...quiet]).code).toBe(0);
  expect(meshtriage(['analyze', broken, '--check', 'nope/*', ...quiet]).code).toBe(2);
  const healthy = packed('bug-report/healthy');
  expect(meshtriage(['analyze', healthy, ...quiet]).code).toBe(0);
  expect(meshtriage(['analyze', healthy, '--require-coverage', 'podDns', ...quiet])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('podDns'),
  });
  expect(meshtriage(['analyze', broken, '--require-coverage', 'nodeRoutes', ...quiet]).code).toBe(1);
});

test('input that cannot be used ends in 3 with one sentence and writes nothing', () => {
  const directory = scratch();
  writeFileSync(join(directory, 'notes.txt'), 'hello');
  writeFileSync(join(directory, 'empty.tgz'), '');
  mkdirSync(join(directory, 'photos'));
  for (const input of ['no-such.tgz', 'notes.txt', 'empty.tgz', 'photos']) {
    const ran = meshtriage(['analyze', input], { cwd: directory });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.stderr).toContain(`error: `);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  }
  expect(readdirSync(directory).sort()).toEqual(['empty.tgz', 'notes.txt', 'photos']);
});

test('wrong usage ends in 2', () => {
  for (const args of [
    ['analyze'],
    ['analyze', 'x', '--fail-on', 'maybe'],
    ['analyze', 'a', '-'],
    ['explain', 'no/such'],
    ['frobnicate'],
  ]) {
    expect(meshtriage(args).code).toBe(2);
  }
});

test('a cut bundle is analysed up to the cut, and the first line says so', () => {
  const whole = packed('capture/broken');
  const cut = join(scratch(), 'cut.tgz');
  const bytes = readFileSync(whole);
  writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
  const ran = meshtriage(['analyze', cut, '--fail-on', 'never']);
  expect(ran.code).toBe(0);
  expect(ran.stdout.split('\n')[0]).toContain('bundle is incomplete');
  const report = JSON.parse(readFileSync(join(ran.directory, 'cut.report/report.json'), 'utf8'));
  expect(report.complete).toBe(false);
  expect(readFileSync(join(ran.directory, 'cut.report/report.html'), 'utf8')).toMatch(/bundle is incomplete/i);
});

test('a report that cannot be written ends in 5 and leaves no trace', () => {
  const directory = scratch();
  writeFileSync(join(directory, 'taken'), 'a file');
  const ran = meshtriage(['analyze', packed('capture/healthy'), '-o', 'taken'], { cwd: directory });
  expect(ran).toMatchObject({ code: 5, stderr: expect.stringContaining('taken') });
  expect(readdirSync(directory)).toEqual(['taken']);
  expect(readFileSync(join(directory, 'taken'), 'utf8')).toBe('a file');
});

test('report renders a saved report again, from json and from html alike', () => {
  const { directory } = meshtriage(['analyze', packed('capture/broken'), '-o', 'out']);
  const fromJson = meshtriage(['report', 'out/report.json', '-f', 'markdown'], { cwd: directory });
  const fromHtml = meshtriage(['report', 'out/report.html', '-f', 'markdown'], { cwd: directory });
  expect(fromJson.code).toBe(0);
  expect(fromHtml.stdout).toBe(fromJson.stdout);
  expect(meshtriage(['report', 'nothing.json'], { cwd: directory }).code).toBe(3);
});

test('checks lists and explain explains', () => {
  expect(meshtriage(['checks']).stdout).toContain('dns/search-path');
  expect(meshtriage(['explain', 'dns/search-path']).stdout).toContain('resolv.conf of pods');
});

test('capture-script prints the script that ships', () => {
  expect(meshtriage(['capture-script']).stdout).toBe(readFileSync(join(root, 'scripts/capture.sh'), 'utf8'));
});

test('the two commands of package.json exist and can be executed', () => {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const path of Object.values<string>(bin)) expect(existsSync(join(root, path))).toBe(true);
});
