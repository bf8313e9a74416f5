import { expect, test } from 'vitest';
import { clusterInfoDump } from '../../src/parsers/cluster-info-dump.js';
import type { Tag } from '../../src/parsers/parser.js';

interface Part {
  tag: Tag;
  line: number;
  text: string;
}

/** Feeds `size` new bytes at a time and collects what is cut out. */
function partsOf(text: string, size = 1_000_000): Part[] {
  const found: Part[] = [];
  let current: Part | undefined;
  const sink = clusterInfoDump.open(
    { path: 'dump.txt', tag: { kind: 'cluster-info-dump' } },
    {
      begin(tag, line) {
        current = { tag, line, text: '' };
        found.push(current);
      },
      write(bytes) {
        if (current !== undefined) current.text += bytes.toString();
      },
      end() {
        current = undefined;
      },
    },
  );
  const bytes = Buffer.from(text);
  let pending = Buffer.alloc(0);
  for (let offset = 0; offset < bytes.length; offset += size) {
    pending = Buffer.concat([pending, bytes.subarray(offset, offset + size)]);
    pending = pending.subarray(sink.window(pending, pending.length, offset + size >= bytes.length));
  }
  return found;
}

const start = (container: string) => `==== START logs for container ${container} of pod shop/cart-1 ====\n`;
const end = (container: string) => `==== END logs for container ${container} of pod shop/cart-1 ====\n`;
const log = (container: string): Tag => ({ kind: 'container-log', namespace: 'shop', pod: 'cart-1', container });
const objects: Tag = { kind: 'kubernetes-objects', listsInNamespace: [] };

test('logs.txt: one part a container, also where the END marker stands on the last line of the log', () => {
  const text = `${start('istio-init')}${end('istio-init')}${start('app')}one\ntwo${end('app')}${start('istio-proxy')}three\n${end('istio-proxy')}`;
  const parts = [
    { tag: log('istio-init'), line: 2, text: '' },
    { tag: log('app'), line: 4, text: 'one\ntwo' },
    { tag: log('istio-proxy'), line: 7, text: 'three\n' },
  ];
  expect(partsOf(text)).toEqual(parts);
  for (const size of [1, 7, 60]) expect(partsOf(text, size)).toEqual(parts);
});

test('stdout: lists before and behind the logs of a namespace', () => {
  const text = `{"kind": "NodeList"}\n{\n"kind": "PodList"}\n${start('app')}line\n${end('app')}\n{"kind": "EventList"}\n`;
  const parts = [
    { tag: objects, line: 1, text: '{"kind": "NodeList"}\n{\n"kind": "PodList"}\n' },
    { tag: log('app'), line: 5, text: 'line\n' },
    { tag: objects, line: 7, text: '\n{"kind": "EventList"}\n' },
  ];
  expect(partsOf(text)).toEqual(parts);
  for (const size of [1, 11]) expect(partsOf(text, size).map(({ tag }) => tag)).toEqual(parts.map(({ tag }) => tag));
});

test('a log may quote markers of other containers, and a marker inside a line of JSON is none', () => {
  expect(partsOf(`${start('app')}${start('db')}${end('db')}${end('app')}`)).toEqual([
    { tag: log('app'), line: 2, text: `${start('db')}${end('db')}` },
  ]);
  expect(partsOf(`{"message": "${start('app').trim()}"}\n`)).toHaveLength(1);
});

test('a dump that is cut off inside a log ends there', () => {
  expect(partsOf(`${start('app')}one\ntw`)).toEqual([{ tag: log('app'), line: 2, text: 'one\ntw' }]);
});
