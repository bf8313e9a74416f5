import { expect, test } from 'vitest';
import { closest, recognise } from '../../src/ingest/recognise.js';
import { layouts } from '../../src/layouts/index.js';
import type { LayoutId } from '../../src/layouts/layout.js';

function claimsOn(paths: readonly string[]) {
  return paths.map((path) =>
    layouts.flatMap((layout) => {
      const claim = layout.claim(path);
      return claim === undefined ? [] : [{ layout: layout.id, claim }];
    }),
  );
}

function recognised(paths: readonly string[], forced?: LayoutId) {
  return recognise(claimsOn(paths), forced).map(({ layout, prefix }) => ({ layout, prefix }));
}

test('the strong marker of a layout is enough, in any folder', () => {
  expect(recognised(['x/y/bug-report.log'])).toEqual([{ layout: 'bug-report', prefix: 'x/y/' }]);
  expect(recognised(['meta/manifest.ndjson'])).toEqual([{ layout: 'capture', prefix: '' }]);
});

test('two supporting markers will do, one will not', () => {
  expect(recognised(['t/cluster/crs'])).toEqual([]);
  expect(recognised(['t/cluster/crs', 't/cluster/k8s-resources'])).toEqual([{ layout: 'bug-report', prefix: 't/' }]);
});

test('markers of different folders do not add up', () => {
  expect(recognised(['a/cluster/crs', 'b/cluster/k8s-resources'])).toEqual([]);
});

test('the shortest prefix wins over a copy further down', () => {
  expect(recognised(['b/old/bug-report.log', 'b/bug-report.log'])).toEqual([{ layout: 'bug-report', prefix: 'b/' }]);
});

test('two tools in one archive are both recognised', () => {
  const found = recognised(['bug-report/bug-report.log', 'capture/meta/manifest.ndjson', 'capture/cluster/pods.json']);
  expect(found.map(({ layout }) => layout).sort()).toEqual(['bug-report', 'capture']);
});

test('a layout given by the user needs no marker', () => {
  expect(recognised(['z/cluster/crs'], 'bug-report')).toEqual([{ layout: 'bug-report', prefix: 'z/' }]);
  expect(recognised(['z/photo.jpg'], 'bug-report')).toEqual([]);
});

test('what it was recognised by, the strong marker first', () => {
  const [capture] = recognise(claimsOn(['c/cluster/pods.json', 'c/meta/manifest.ndjson', 'c/cluster/jobs.json']));
  expect(capture?.markers).toEqual(['meta/manifest.ndjson', 'cluster/pods.json']);
});

test('the layout that comes closest has the most markers, then the most files', () => {
  expect(closest(claimsOn(['t/cluster/crs', 't/cluster/jobs.json', 't/cluster/nodes.json']))).toMatchObject({
    layout: 'bug-report',
    markers: ['cluster/crs'],
  });
  expect(closest(claimsOn(['t/cluster/jobs.json', 't/cluster/nodes.json']))).toEqual({
    layout: 'capture',
    prefix: 't/',
    markers: [],
    claims: 2,
  });
  expect(closest(claimsOn(['photo.jpg']))).toBeUndefined();
});
