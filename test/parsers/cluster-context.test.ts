import { expect, test } from 'vitest';
import { clusterContext } from '../../src/parsers/cluster-context.js';
import { parseText } from '../helpers/parse.js';

test('the current context, and since 1.12 the API server that istioctl talked to', () => {
  const parsed = (text: string) => parseText(clusterContext, text).artifact;
  expect(parsed('prod\n')).toEqual({ context: 'prod' });
  expect(parsed('prod\nhttps://10.0.0.1:6443\n')).toEqual({ context: 'prod', endpoint: 'https://10.0.0.1:6443' });
});

test('blank text names no context', () => {
  expect(() => parseText(clusterContext, '\n')).toThrow('no context');
});
