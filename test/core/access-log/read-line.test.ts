import { expect, test } from 'vitest';
import type { AccessFields } from '../../../src/core/access-log/fields.js';
import { jsonFormat, textFormat } from '../../../src/core/access-log/format.js';
import { lineReader } from '../../../src/core/access-log/read-line.js';

function readText(format: string, line: string): AccessFields | undefined {
  const parsed = textFormat(format);
  return parsed && lineReader(parsed)?.(line);
}

function readJson(format: object, line: object): AccessFields | undefined {
  const parsed = jsonFormat(format);
  return parsed && lineReader(parsed)?.(JSON.stringify(line));
}

const reviews = 'outbound|9080||reviews.shop.svc.cluster.local';

test.each<[string, string, string, AccessFields]>([
  [
    'few fields in an order of their own',
    '%RESPONSE_FLAGS%|%RESPONSE_CODE%|%UPSTREAM_CLUSTER%|%REQ(:AUTHORITY)%\n',
    `UH|503|${reviews}|reviews:9080`,
    { flags: 'UH', code: 503, cluster: reviews, authority: 'reviews:9080' },
  ],
  [
    'details with blanks inside their braces',
    '%RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %DURATION%',
    '503 UC upstream_reset_before_response_started{connection termination} - "-" 12',
    { flags: 'UC', code: 503, details: 'upstream_reset_before_response_started{connection termination}' },
  ],
  [
    'a path that holds what separates the fields',
    'path=%REQ(:PATH)% flags=%RESPONSE_FLAGS% from=%DOWNSTREAM_REMOTE_ADDRESS%',
    'path=/a flags=no flags=UF,URX from=10.1.2.3:40000',
    { flags: 'UF,URX', code: 0, caller: '10.1.2.3' },
  ],
  [
    'the transport failure',
    '%RESPONSE_FLAGS:8% [%UPSTREAM_TRANSPORT_FAILURE_REASON%] %UPSTREAM_CLUSTER_RAW%',
    `UF [TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER] ${reviews};`,
    {
      flags: 'UF',
      code: 0,
      cluster: reviews,
      transportFailure: 'TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER',
    },
  ],
  [
    'long names of flags',
    '%START_TIME(%Y/%m/%d)% %RESPONSE_FLAGS_LONG% %RESPONSE_CODE%',
    '2026/03/04 UpstreamConnectionFailure,UpstreamRetryLimitExceeded 503',
    { flags: 'UF,URX', code: 503 },
  ],
  [
    'a server name for the host of a TLS connection, and the route that refuses',
    '100%% %RESPONSE_FLAGS% %ROUTE_NAME% %REQUESTED_SERVER_NAME%',
    '100% - block_all api.partner.example',
    { flags: '-', code: 0, cluster: 'block_all', authority: 'api.partner.example' },
  ],
  [
    'no route for a request, in a format without the code',
    '%RESPONSE_FLAGS% %REQ(X-HOST?:AUTHORITY)%',
    'NR shop.example',
    { flags: 'NR', code: 404, authority: 'shop.example' },
  ],
])('text: %s', (_, format, line, fields) => {
  expect(readText(format, line)).toEqual(fields);
});

test.each([
  ['a line of another form', '%RESPONSE_CODE% %RESPONSE_FLAGS%', 'plain words'],
  ['a line that goes on', '%RESPONSE_CODE% %RESPONSE_FLAGS% end', '503 UH end of'],
  ['a word in capitals that is no flag', '%RESPONSE_CODE% %RESPONSE_FLAGS%', '503 GET'],
  ['a format that tells no failure', '%RESPONSE_CODE% %DURATION%', '503 12'],
  ['a format that Envoy refuses', '%RESPONSE_FLAGS% %oops', 'UH %oops'],
])('%s says nothing', (_, format, line) => {
  expect(readText(format, line)).toBeUndefined();
});

test('JSON with other names, numbers, null and objects', () => {
  const format = {
    flags: '%RESPONSE_FLAGS%',
    http: { status: '%RESPONSE_CODE%', why: '%RESPONSE_CODE_DETAILS%' },
    to: '%UPSTREAM_CLUSTER%',
    from: 'client %DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
    app: 'mesh',
  };
  const line = { flags: 'UH', http: { status: 503, why: null }, to: reviews, from: 'client fd00::7', app: 'mesh' };
  expect(readJson(format, line)).toEqual({ flags: 'UH', code: 503, cluster: reviews, caller: 'fd00::7' });
  expect(readJson(format, { ...line, msg: 'not an access log' })).toBeUndefined();
});

test('a line with endless ways to divide it among the operators is given up', () => {
  const format = Array(40).fill('%REQ(X)%a').join('');
  expect(readText(`${format}%RESPONSE_FLAGS%b`, 'a'.repeat(20_000))).toBeUndefined();
});
