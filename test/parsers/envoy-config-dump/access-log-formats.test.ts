import { expect, test } from 'vitest';
import { accessLogFormats } from '../../../src/parsers/envoy-config-dump/access-log-formats.js';

const stdout = { path: '/dev/stdout' };
const text = { encoding: 'text', text: '%RESPONSE_FLAGS% %RESPONSE_CODE%' };
const json = { encoding: 'json', members: [{ path: ['flags'], text: '%RESPONSE_FLAGS%' }] };

test.each([
  ['Istio 1.0 to 1.2', { config: { ...stdout, format: `${text.text}\n` } }, [text]],
  ['Istio 1.1, JSON', { config: { ...stdout, json_format: { flags: '%RESPONSE_FLAGS%' } } }, [json]],
  ['Istio 1.3 to 1.7', { typed_config: { '@type': 'x.v2.FileAccessLog', ...stdout, format: text.text } }, [text]],
  ['since Envoy 1.14', { typed_config: { ...stdout, log_format: { text_format: text.text } } }, [text]],
  [
    'since Envoy 1.16',
    { typed_config: { ...stdout, log_format: { text_format_source: { inline_string: `${text.text}\n` } } } },
    [text],
  ],
  [
    'as istioctl prints it',
    { typedConfig: { ...stdout, logFormat: { textFormatSource: { inlineString: text.text } } } },
    [text],
  ],
  ['JSON', { typed_config: { ...stdout, log_format: { json_format: { flags: '%RESPONSE_FLAGS%' } } } }, [json]],
  ['StdoutAccessLog', { typed_config: { log_format: { text_format: text.text } } }, [text]],
  ['another file', { typed_config: { path: '/var/log/access', log_format: { text_format: text.text } } }, []],
  ["Envoy's default", { typed_config: stdout }, []],
  ['OpenTelemetry', { typed_config: { body: { string_value: text.text } } }, []],
])('format of an access log: %s', (_, logger, formats) => {
  expect(accessLogFormats(JSON.stringify([{ name: 'envoy.file_access_log', ...logger }]))).toEqual(formats);
});

test('members of a JSON format keep their names, at any depth', () => {
  const format = { respFlags: '%RESPONSE_FLAGS%', http: { statusCode: '%RESPONSE_CODE%' } };
  expect(accessLogFormats(JSON.stringify([{ typedConfig: { ...stdout, logFormat: { jsonFormat: format } } }]))).toEqual(
    [
      {
        encoding: 'json',
        members: [
          { path: ['respFlags'], text: '%RESPONSE_FLAGS%' },
          { path: ['http', 'statusCode'], text: '%RESPONSE_CODE%' },
        ],
      },
    ],
  );
});

test('what is not JSON, or no list, states no format', () => {
  expect(accessLogFormats('[{')).toEqual([]);
  expect(accessLogFormats('{}')).toEqual([]);
});
