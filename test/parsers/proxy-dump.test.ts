import { expect, test } from 'vitest';
import type { Tag } from '../../src/parsers/parser.js';
import { proxyDump } from '../../src/parsers/proxy-dump.js';

function kindOf(text: string): Tag | undefined {
  let begun: Tag | undefined;
  let written = '';
  const tag = { kind: 'proxy-dump', namespace: 'istio-system', pod: 'ztunnel-1' };
  const sink = proxyDump.open(
    { path: 'config_dump', tag },
    {
      begin: (part) => {
        begun = part;
      },
      write: (bytes) => {
        written += bytes.toString('utf8');
      },
      end: () => {},
    },
  );
  const bytes = Buffer.from(text);
  sink.window(bytes, bytes.length, true);
  expect(written).toBe(text);
  return begun;
}

test('the first key tells whose dump it is', () => {
  const pod = { namespace: 'istio-system', pod: 'ztunnel-1' };
  expect(kindOf('{"workloads": {}}')).toEqual({ kind: 'ztunnel-config', ...pod });
  expect(kindOf('{\n  "by_addr": {}\n}')).toEqual({ kind: 'ztunnel-config', ...pod });
  expect(kindOf('{\n "configs": [\n')).toEqual({ kind: 'envoy-config-dump', ...pod });
});

test('an error text goes to the parser of Envoy dumps, which says why it is unusable', () => {
  expect(kindOf('Error from server (NotFound): pods "ztunnel-1" not found\n')?.kind).toBe('envoy-config-dump');
});
