import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, createReadStream, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { altered, directoryOf, hasZip, readAll, scratch, tarball, zipFolder } from '../helpers/bundle.js';

const tree = { 'a/one.txt': 'first\n', 'a/two.txt': 'second\n', 'three.bin': randomBytes(300_000) };

test('a .tgz, a .tar, a directory and a stream hold the same entries', async () => {
  const expected = Object.fromEntries(
    Object.entries(tree).map(([path, content]) => [path, Buffer.from(content as string).toString()]),
  );
  const tgz = tarball(tree);
  for (const source of [tgz, tarball(tree, { gzip: false }), directoryOf(tree), Readable.from([readFileSync(tgz)])]) {
    const { entries, summary } = await readAll(source);
    expect(entries).toEqual(expected);
    expect(summary).toMatchObject({ entries: 3, bytes: 300_013, complete: true, notes: [] });
  }
});

test('the checksum of an archive is the one that other tools print', async () => {
  const file = tarball(tree);
  const { summary } = await readAll(file);
  expect(summary.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
});

test('names lose ./ and Windows separators; the debris of archivers is left out', async () => {
  const { entries } = await readAll(
    tarball({ './x/y.txt': 'one', 'bug-report\\versions': 'two', 'x/._y.txt': 'fork', '__MACOSX/z': 'fork' }),
  );
  expect(entries).toEqual({ 'x/y.txt': 'one', 'bug-report/versions': 'two' });
});

test('several gzip members and zero padding are one archive', async () => {
  const tar = readFileSync(tarball(tree, { gzip: false }));
  const file = join(scratch(), 'members.tgz');
  writeFileSync(
    file,
    Buffer.concat([gzipSync(tar.subarray(0, 1000)), gzipSync(tar.subarray(1000)), Buffer.alloc(512)]),
  );
  const { entries, summary } = await readAll(file);
  expect(Object.keys(entries)).toHaveLength(3);
  expect(summary.complete).toBe(true);
});

test('what stands before a cut is read, and the summary says that the rest is missing', async () => {
  const { entries, cut, summary } = await readAll(
    altered(tarball(tree), (bytes) => bytes.subarray(0, bytes.length - 100_000)),
  );
  expect(entries['a/one.txt']).toBe('first\n');
  expect(cut).toEqual(['three.bin']);
  expect(summary.complete).toBe(false);
  expect(summary.notes.map((note) => note.code)).toEqual(
    expect.arrayContaining(['archive-truncated', 'entry-truncated']),
  );
});

test('a plain tar that ends after a whole entry is still known to be cut', async () => {
  const { summary } = await readAll(
    altered(tarball({ 'one.txt': 'x' }, { gzip: false }), (bytes) => bytes.subarray(0, 1024)),
  );
  expect(summary).toMatchObject({ entries: 1, complete: false });
});

test('a wrong checksum costs nothing of the content', async () => {
  const file = altered(tarball(tree), (bytes) => {
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 8) ^ 0xff, bytes.length - 8);
    return bytes;
  });
  const { entries, summary } = await readAll(file);
  expect(Object.keys(entries)).toHaveLength(3);
  expect(summary.complete).toBe(false);
  expect(summary.notes[0]).toMatchObject({ code: 'archive-damaged' });
  expect(summary.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
});

test('a name that climbs out is refused and named, and nothing else is lost', async () => {
  const root = directoryOf({ 'work/inside.txt': 'in', 'outside.txt': 'out' });
  const file = join(scratch(), 'climb.tgz');
  execFileSync('tar', ['-czPf', file, '-C', join(root, 'work'), 'inside.txt', '../outside.txt']);
  const { entries, summary } = await readAll(file);
  expect(entries).toEqual({ 'inside.txt': 'in' });
  expect(summary.notes).toMatchObject([{ code: 'entry-name-refused' }]);
});

test('links in an archive and in a directory are not followed', async () => {
  const root = directoryOf({ 'real.txt': 'real' });
  symlinkSync('/etc/passwd', join(root, 'link.txt'));
  const file = join(scratch(), 'links.tgz');
  execFileSync('tar', ['-czf', file, '-C', root, '.']);
  expect((await readAll(root)).entries).toEqual({ 'real.txt': 'real' });
  const { entries, summary } = await readAll(file);
  expect(entries).toEqual({ 'real.txt': 'real' });
  expect(summary.notes).toEqual([{ code: 'entry-skipped', path: 'link.txt', detail: 'link to /etc/passwd' }]);
});

test('the last of two entries with one name is announced', async () => {
  const first = tarball({ 'same.txt': 'old' }, { gzip: false });
  const second = directoryOf({ 'same.txt': 'new' });
  execFileSync('tar', ['-rf', first, '-C', second, 'same.txt']);
  const { entries, summary } = await readAll(first);
  expect(entries).toEqual({ 'same.txt': 'new' });
  expect(summary.notes).toMatchObject([{ code: 'entry-duplicate', path: 'same.txt' }]);
});

test('what is no archive is refused in one sentence that names what it is', async () => {
  const cases: [content: string | Buffer, code: string, says: string][] = [
    ['', 'empty', 'is empty'],
    ['<!DOCTYPE html><html></html>', 'unsupported-format', 'an HTML page'],
    [Buffer.from('504b030414000000', 'hex'), 'not-an-archive', 'zip archive that is cut off'],
    [gzipSync('%PDF-1.7'), 'not-an-archive', 'gzip file that holds a PDF document'],
    [Buffer.from('28b52ffd00000000', 'hex'), 'unsupported-format', 'a zstd file'],
    [gzipSync(''), 'empty', 'nothing in it'],
  ];
  for (const [content, code, says] of cases) {
    const file = join(scratch(), 'input');
    writeFileSync(file, content);
    await expect(readAll(file)).rejects.toMatchObject({
      name: 'BundleError',
      code,
      message: expect.stringContaining(says),
    });
  }
  await expect(openBundle('/no/such/file')).rejects.toMatchObject({ code: 'not-found' });
});

test.skipIf(!hasZip)(
  'a zip archive holds what it was made from, and what one level of archives inside it holds',
  async () => {
    const inner = { versions: 'inner', 'x/y.txt': 'deep' };
    const folder = directoryOf({ 'note.txt': 'outer' });
    copyFileSync(tarball(inner), join(folder, 'bug-report.tar.gz'));
    writeFileSync(join(folder, 'rotated.log.gz'), gzipSync('old line\n'));
    const expected = {
      'note.txt': 'outer',
      'rotated.log': 'old line\n',
      'bug-report.tar.gz/versions': 'inner',
      'bug-report.tar.gz/x/y.txt': 'deep',
    };
    const zip = zipFolder(folder);
    const tgz = join(scratch(), 'ticket.tgz');
    execFileSync('tar', ['-czf', tgz, '-C', folder, '.']);
    for (const source of [zip, tgz, folder, createReadStream(tgz)]) {
      const { entries, summary } = await readAll(source);
      expect(entries).toEqual(expected);
      expect(summary).toMatchObject({ entries: 4, complete: true, notes: [] });
    }

    const outer = directoryOf({ 'readme.txt': 'two levels' });
    copyFileSync(zip, join(outer, 'ticket.zip'));
    const { entries, summary } = await readAll(outer);
    expect(entries).toEqual({
      'readme.txt': 'two levels',
      'ticket.zip/note.txt': 'outer',
      'ticket.zip/rotated.log': 'old line\n',
    });
    expect(summary.notes).toEqual([
      {
        code: 'entry-skipped',
        path: 'ticket.zip/bug-report.tar.gz',
        detail: 'an archive inside an archive inside an archive',
      },
    ]);
  },
);

test('large archives inside a stream are read whole, chunk by chunk', async () => {
  const big = randomBytes(5_000_000);
  const folder = directoryOf({ 'last.txt': 'end' });
  copyFileSync(tarball({ 'a/big.bin': big }), join(folder, 'inner.tgz'));
  const outer = join(scratch(), 'outer.tar');
  execFileSync('tar', ['-cf', outer, '-C', folder, 'inner.tgz', 'last.txt']);
  const { entries } = await readAll(createReadStream(outer, { highWaterMark: 10_000 }));
  expect(Object.keys(entries)).toContain('last.txt');
  expect(entries['inner.tgz/a/big.bin']).toBe(big.toString());
});

test('an inner archive that is cut off costs only what is missing', async () => {
  const folder = directoryOf({ 'note.txt': 'outer' });
  const cut = altered(tarball(tree), (bytes) => bytes.subarray(0, bytes.length - 100_000));
  copyFileSync(cut, join(folder, 'inner.tgz'));
  const { entries, summary } = await readAll(folder);
  expect(entries['inner.tgz/a/one.txt']).toBe('first\n');
  expect(entries['note.txt']).toBe('outer');
  expect(summary.complete).toBe(false);
});

test.skipIf(!hasZip)('links name other entries of the archive; one that leads nowhere is told', async () => {
  const root = directoryOf({ 'cluster/pods/logs/web.log': 'line' });
  mkdirSync(join(root, 'app'));
  symlinkSync('../cluster/pods/logs/web.log', join(root, 'app/web.log'));
  symlinkSync('../missing.log', join(root, 'app/gone.log'));
  const file = join(scratch(), 'links.tgz');
  execFileSync('tar', ['-czf', file, '-C', root, '.']);
  for (const source of [file, zipFolder(root)]) {
    const { entries, summary } = await readAll(source);
    expect(entries).toEqual({ 'cluster/pods/logs/web.log': 'line' });
    expect(summary.notes).toEqual([{ code: 'entry-skipped', path: 'app/gone.log', detail: 'link to missing.log' }]);
  }
});

test('a single file is a bundle of one entry, compressed or not', async () => {
  const plain = join(scratch(), 'config_dump.json');
  writeFileSync(plain, '{"configs": []}');
  const packed = join(scratch(), 'config_dump.json.gz');
  writeFileSync(packed, gzipSync('{"configs": []}'));
  for (const source of [plain, packed])
    expect((await readAll(source)).entries).toEqual({ 'config_dump.json': '{"configs": []}' });
});

test('a limit on bytes or entries ends the reading, and the note names the flag', async () => {
  const file = tarball(tree);
  for (const [limits, flag] of [
    [{ maxTotalBytes: 50_000 }, '--max-total-bytes'],
    [{ maxEntries: 1 }, '--max-entries'],
  ] as const) {
    const bundle = await openBundle(file, limits);
    const summary = await bundle.read(() => undefined);
    expect(summary.complete).toBe(false);
    expect(summary.notes.map((note) => note.detail).join()).toContain(flag);
  }
});
