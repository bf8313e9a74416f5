import { expect, test } from 'vitest';
import { kubectlVersion } from '../../src/parsers/kubectl-version.js';
import { parseText } from '../helpers/parse.js';

function versions(text: string) {
  return parseText(kubectlVersion, text).artifact;
}

test('JSON, with the warning behind it', () => {
  expect(
    versions(`{
  "clientVersion": {"gitVersion": "v1.31.2"},
  "serverVersion": {"gitVersion": "v1.28.9-eks-1"}
}
WARNING: version difference between client (1.31) and server (1.28) exceeds the supported minor version skew of +/-1
`),
  ).toEqual({ client: '1.31.2', server: '1.28.9-eks-1' });
});

test('Go literals up to kubectl 1.27', () => {
  expect(
    versions(
      'Client Version: version.Info{Major:"1", Minor:"11", GitVersion:"v1.11.0"}\nServer Version: version.Info{Major:"1", Minor:"10", GitVersion:"v1.10.5"}',
    ),
  ).toEqual({ client: '1.11.0', server: '1.10.5' });
});

test('the short form; a server that does not answer has no version', () => {
  expect(versions('Client Version: v1.31.2\nKustomize Version: v5.4.2\nServer Version: v1.31.0')).toEqual({
    client: '1.31.2',
    server: '1.31.0',
  });
  expect(versions('Client Version: v1.31.2')).toEqual({ client: '1.31.2' });
});

test('anything else is unusable', () => {
  expect(() => versions('hello')).toThrow('no version of kubectl');
  expect(() => versions('{"clientVersion":7}')).toThrow('not the JSON of kubectl version');
});
