import { expect, test } from 'vitest';
import { meshtriage, packed } from '../helpers/command.js';

function ran(...args: string[]) {
  return meshtriage(['trace', packed('capture/healthy'), ...args]);
}

test.each([
  ['reaches', ['--from', 'shop/cart', '--to', 'http://reviews:9080/'], 0],
  ['fails', ['--from', 'shop/cart', '--to', 'http://reviews:9080/', '--header', 'host: nowhere.example.com'], 1],
  ['unknown', ['--from', 'outside', '--to', 'http://shop.example.com/'], 4],
] as const)('%s', (verdict, args, code) => {
  const { code: ended, stdout, stderr } = ran(...args);
  expect({ code: ended, stderr, verdict: stdout.split('\n')[1]?.split(':')[0] }).toEqual({ code, stderr: '', verdict });
});

test('JSON is the trace, and nothing else goes to standard output', () => {
  const { stdout } = ran('--from', 'shop/cart', '--to', 'http://reviews:9080/', '-f', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'reaches',
    call: { url: 'http://reviews:9080/', method: 'GET' },
  });
});

test.each([
  ['a caller that is not there', ['--from', 'shop/nobody', '--to', 'http://reviews/'], 'is no pod and no workload'],
  ['what is no URL', ['--from', 'shop/cart', '--to', 'reviews'], 'is no URL of a call'],
  [
    'a gateway that is not there',
    ['--from', 'outside', '--to', 'http://a/', '--gateway', 'a/b'],
    'the bundle has no gateway a/b',
  ],
] as const)('%s is one sentence and exit 2', (_, args, sentence) => {
  const { code, stderr } = ran(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
