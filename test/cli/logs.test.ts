import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { scratch } from '../helpers/bundle.js';
import { meshtriage } from '../helpers/command.js';

const nack = [
  '2024-05-02T10:11:12.000001Z\twarn\tads\tADS:LDS: ACK ERROR web-6d5c.shop-7 Internal:no filter chains specified',
  '2024-05-02T10:14:00.000001Z\twarn\tads\tADS:LDS: ACK ERROR cart-77f.shop-9 Internal:no filter chains specified',
].join('\n');
const healthy = '2024-05-02T10:11:12.000001Z\tinfo\tads\tADS: new connection for node:web-6d5c.shop-7\n';

function logFile(content: string | Buffer, name = 'istiod.log'): string {
  const file = join(scratch(), name);
  writeFileSync(file, content);
  return file;
}

test('text says what, how often, where, when, why and what to do; what another problem explains comes last', () => {
  const file = logFile(`${nack}\n`);
  const ran = meshtriage(['logs', file]);
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  const words = ran.stdout.replace(file, 'istiod.log').replace(/\s+/g, ' ');
  expect(words).toMatch(/^istiod\.log 2 lines · 2024-05-02 10:11:12–10:14:00 UTC ·? ?2 known problems/);
  expect(words).toContain('ERROR A generated listener has no filter chain');
  expect(words).toMatch(/nack-filter-chain-invalid · 2 times, lines 1 to 2 (?:· )?2024-05-02 10:11:12–10:14:00 UTC/);
  expect(words).toContain('$ kubectl get envoyfilters -A');
  expect(words).toContain('explained by nack-filter-chain-invalid');
  expect(ran.stdout.indexOf('nack-filter-chain-invalid')).toBeLessThan(ran.stdout.indexOf('istiod-xds-nack'));
});

test('ndjson has one object for each file and signature', () => {
  const [first, second] = [logFile(nack), logFile(healthy)];
  const ran = meshtriage(['logs', '--component', 'istiod', '-f', 'ndjson', '--fail-on', 'never', first, second]);
  expect(ran.code).toBe(0);
  expect(
    ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { file: first, signature: 'istiod-xds-nack', severity: 'error', line: 1, lines: 2, lastLine: 2 },
    { file: first, signature: 'nack-filter-chain-invalid', severity: 'error', line: 1, lines: 2, lastLine: 2 },
  ]);
});

test('json names every file, also one without a problem', () => {
  const file = logFile(healthy);
  const ran = meshtriage(['logs', '-f', 'json', file]);
  expect(ran.code).toBe(0);
  expect(JSON.parse(ran.stdout)).toMatchObject({ logs: [{ file, lines: 1, complete: true, problems: [] }] });
});

test.each([
  ['with a dash', ['logs', '-']],
  ['without a name', ['logs']],
])('standard input is read %s', (_, args) => {
  const ran = meshtriage([...args, '-f', 'ndjson'], { input: Buffer.from(nack) });
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout.split('\n')[0] ?? '')).toMatchObject({ file: '-', signature: 'istiod-xds-nack' });
});

test('gzip is read, from a file and from standard input; a stream that is cut off says so', () => {
  const packed = gzipSync(`${nack}\n`);
  const file = logFile(packed, 'istiod.log.1.gz');
  expect(meshtriage(['logs', file]).stdout).toContain('2 known problems');
  expect(meshtriage(['logs', '-'], { input: packed }).stdout).toContain('2 known problems');
  const cut = meshtriage(['logs', logFile(packed.subarray(0, packed.length - 6))]);
  expect(cut.stdout).toContain('incomplete');
  expect(cut.stderr).toContain('damaged or ends early');
});

test('an empty log has no problem', () => {
  const ran = meshtriage(['logs', logFile('')]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('0 lines · no known problem');
});

test('a file that cannot be used is exit 3, and the others are read all the same', () => {
  const directory = scratch();
  mkdirSync(join(directory, 'logs'));
  const archive = logFile(Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(100)]), 'logs.zip');
  const ran = meshtriage(['logs', join(directory, 'none.log'), join(directory, 'logs'), archive, logFile(nack)]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toMatch(/none\.log: no such file\.\n.*is a directory.*\n.*is an archive \(zip\)/);
  expect(ran.stdout).toContain('2 known problems');
});

test('--fail-on sets the exit code', () => {
  const file = logFile(
    '2024-05-02T10:11:12.000001Z\twarn\tconcurrency is set to 0, which will use a thread per CPU on the host.\n',
  );
  expect(meshtriage(['logs', file]).code).toBe(0);
  expect(meshtriage(['logs', file, '--fail-on', 'info']).code).toBe(1);
});

test('wrong usage is exit 2', () => {
  expect(meshtriage(['logs', '-f', 'html', logFile(nack)]).code).toBe(2);
  expect(meshtriage(['logs', '-', '-']).code).toBe(2);
});

test('control characters of a log do not reach the terminal', () => {
  const ran = meshtriage(['logs', logFile(nack.replaceAll('no filter', '\u001b]0;x\u0007\u202eno filter'))]);
  expect(ran.stdout).not.toMatch(/[\u001b\u0007\u202e]/);
});

test('secrets of a log are masked', () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJlc2lnbmF0dXJl';
  const file = logFile(nack.replaceAll('Internal:', `Internal:Authorization: Bearer ${token} `));
  for (const format of ['text', 'json', 'ndjson'])
    expect(meshtriage(['logs', '-f', format, file]).stdout).not.toContain(token);
});

test('the help names the components', () => {
  const { code, stdout } = meshtriage(['logs', '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('istio-ingressgateway');
});
