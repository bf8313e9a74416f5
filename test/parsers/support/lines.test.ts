import { expect, test } from 'vitest';
import { isForeignLine, numberedLines, wholeFileError } from '../../../src/parsers/support/lines.js';

test('lines are numbered from 1', () => {
  expect(numberedLines('a\nb')).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'b' },
  ]);
});

test('what kubectl, client-go and curl print in front of the data is foreign', () => {
  for (const line of [
    'Defaulted container "app" out of: app, istio-proxy, istio-init (init)',
    'Defaulting container name to istio-proxy.',
    'Unable to use a TTY - input is not a terminal or the right kind of file',
    'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    'W0823 06:12:44.000000   12345 warnings.go:70] something',
    '  % Total    % Received % Xferd  Average Speed',
    'command terminated with exit code 1',
  ]) {
    expect(isForeignLine(line), line).toBe(true);
  }
  expect(isForeignLine('nameserver 10.96.0.10')).toBe(false);
});

test('an entry whose first useful line is an error is one', () => {
  expect(wholeFileError('\nError from server (NotFound): pods "x" not found\n')).toBe(
    'Error from server (NotFound): pods "x" not found',
  );
  expect(wholeFileError('Defaulted container "app" out of: app, istio-proxy\n404 page not found')).toBe(
    '404 page not found',
  );
  expect(wholeFileError('HTTP/1.1 403 Forbidden\ndate: Tue, 03 Mar 2026 09:00:00 GMT\n')).toBe(
    'HTTP/1.1 403 Forbidden',
  );
  expect(wholeFileError('HTTP/1.1 200 OK\n\n{}')).toBeUndefined();
  expect(wholeFileError('Error: received unsuccessful status code 401: ')).toContain('401');
  expect(
    wholeFileError('the debug info is not available for current identity: "spiffe://cluster.local/ns/a/sa/b"'),
  ).toContain('the debug info is not available');
  expect(wholeFileError('<!DOCTYPE html><html>login</html>')).toBe('<!DOCTYPE html><html>login</html>');
  expect(wholeFileError('OCI runtime exec failed: exec failed: unable to start container process')).toContain('OCI');
});

test('an entry with nothing but a warning has no data, and data behind a warning is data', () => {
  expect(wholeFileError('command terminated with exit code 126\n')).toBe('command terminated with exit code 126');
  expect(wholeFileError('Warning: old\nnameserver 10.96.0.10')).toBeUndefined();
  expect(wholeFileError('')).toBeUndefined();
});
