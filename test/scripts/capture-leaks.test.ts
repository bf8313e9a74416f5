import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Archive, archiveOf, createSandbox } from './stand-in/run.js';

type Place =
  | 'pods'
  | 'compact'
  | 'crlf'
  | 'dump'
  | 'configmaps'
  | 'log'
  | 'metrics'
  | 'debug'
  | 'stderr'
  | 'server'
  | 'context'
  | 'flag';

/** Where it stands, what it is, and the text or object there; MARK becomes a marker of its own. */
type Planted = readonly [place: Place, name: string, content: unknown];

const variable = (name: string, value: string) => ({ env: [{ name, value }] });
const args = (...list: string[]) => ({ args: list });
const pem = (kind: string) => `-----BEGIN ${kind}-----\nMIIEMARK\nMARKQ==\n-----END ${kind}-----\n`;
const configMap = (content: string) => ({ data: { content } });
const base64 = (text: string) => ({ base64: text });

const planted: readonly Planted[] = [
  ['pods', 'password in a variable', variable('DB_PASSWORD', 'MARK')],
  ['pods', 'AWS secret key in a variable', variable('AWS_SECRET_ACCESS_KEY', 'MARK')],
  ['pods', 'token in a variable', variable('GITHUB_TOKEN', 'MARK')],
  ['pods', 'DB_PASS', variable('DB_PASS', 'MARK')],
  ['pods', 'value before name', { env: [{ value: 'MARK', name: 'DB_PASSWORD' }] }],
  ['pods', 'user and password in a URL', variable('DB_URL', 'postgres://u:MARK@db:5432/x')],
  ['pods', 'password in a URL without user', variable('REDIS_URL', 'redis://:MARK@redis:6379')],
  ['pods', 'password with an @ in a URL', variable('DB_URL', 'amqp://u:a@MARK@mq:5672')],
  ['pods', 'DSN of Go', variable('DSN', 'u:MARK@tcp(db:3306)/x')],
  ['pods', 'JDBC URL', variable('JDBC', 'jdbc:mysql://db/x?user=u&password=MARK&ssl=true')],
  ['pods', 'SAS in a query', variable('BLOB', 'https://x.blob.example/c?se=2026&sig=MARK1A')],
  ['pods', 'connection string of Azure', variable('STORE', 'AccountName=a;AccountKey=MARK;Suffix=x')],
  ['pods', 'password with dollar signs', args('--password=pa$$MARK')],
  ['pods', 'option with =', args('--api-key=MARK')],
  ['pods', 'option and its value', args('--password', 'MARK')],
  ['pods', 'option in a command line', { command: ['sh', '-c', 'app --token MARK --port 80'] }],
  ['pods', 'mysql -p', { command: ['mysql', '-u', 'root', '-pMARK'] }],
  ['pods', 'redis-cli -a', { command: ['redis-cli', '-a', 'MARK', 'ping'] }],
  ['pods', 'curl -u', { command: ['sh', '-c', 'curl -u admin:MARK http://x'] }],
  ['pods', 'header of a probe', { httpHeaders: [{ name: 'Authorization', value: 'Basic MARK0' }] }],
  ['pods', 'annotation of Vault', { metadata: { annotations: { 'vault.example/token': 'MARK' } } }],
  [
    'pods',
    'last applied configuration',
    { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":"MARK"}' } } },
  ],
  ['pods', 'headers of a VirtualService', { headers: { request: { set: { authorization: 'Bearer MARK' } } } }],
  ['pods', 'cookie of a VirtualService', { headers: { request: { add: { cookie: 'sid=MARK' } } } }],
  ['pods', 'API key of a VirtualService', { headers: { request: { set: { 'x-api-key': 'MARK' } } } }],
  ['pods', 'match of a header', { match: { headers: { 'x-api-key': { exact: 'MARK' } } } }],
  ['pods', 'condition of a policy', { when: [{ key: 'request.headers[x-api-key]', values: ['MARK'] }] }],
  ['pods', 'plugin configuration', { pluginConfig: { basic_auth_rules: [{ credentials: ['MARK'] }] } }],
  ['pods', 'private JWK', { jwks: '{ "keys":[ {"kty":"RSA","n":"abc","d":"MARK"}]}' }],
  ['pods', 'symmetric JWK', { jwks: '{"keys":[{"kty":"oct","k":"MARK"}]}' }],
  ['pods', 'Lua', { inlineCode: 'h:headers():add("x-api-key", "MARK")' }],
  ['pods', 'Lua variable', { inlineCode: 'local client_secret = "MARK"\nlocal port = 80' }],
  ['pods', 'password with a quote in a variable', variable('DB_PASSWORD', 'a"MARK, b')],
  ['pods', 'AWS key id in a variable', variable('AWS_ID', 'AKIAMARK0000')],
  ['pods', 'MYSQL_PWD', variable('MYSQL_PWD', 'MARK')],
  ['pods', 'JSON in a variable', variable('SETTINGS', '{"user":"a","password":"MARK"}')],
  ['pods', 'DSN of Sentry', variable('DSN', 'https://MARK@o1.ingest.example/7')],
  ['pods', 'header of curl', args("curl -H 'X-Api-Key: MARK' http://cart.shop")],
  ['pods', 'form of the Vault token', { metadata: { annotations: { note: 'hvs.MARK00000000000000' } } }],
  ['pods', 'OpenShift token', { metadata: { annotations: { 'openshift.io/token-secret.value': 'MARK' } } }],
  ['pods', 'index of Lua', { inlineCode: 't["x-api-key"] = "MARK"\nlocal port = 80' }],
  ['pods', 'header of Lua', { inlineCode: 'h:add("authorization", "MARK")\nlocal port = 80' }],
  ['pods', 'client secret', { pluginConfig: { client_secret: 'MARK', apiKey: 'MARK' } }],
  ['pods', 'bearer token of OAuth2', { token_secret: { inline_string: 'MARK' } }],
  ['pods', 'PEM in a string', { key: pem('RSA PRIVATE KEY') }],
  ['pods', 'PEM of EC', { x: pem('EC PRIVATE KEY') }],
  ['pods', 'PEM of PKCS8', { x: pem('PRIVATE KEY') }],
  ['pods', 'PEM of OpenSSH', { x: pem('OPENSSH PRIVATE KEY') }],
  ['pods', 'encrypted PEM', { x: pem('ENCRYPTED PRIVATE KEY') }],
  ['pods', 'PEM in base64', { x: base64(`-----BEGIN EC PRIVATE KEY-----\nMARK\n`) }],
  ['configmaps', 'YAML', configMap('a: 1\npassword: MARK\nport: 80\n')],
  ['configmaps', 'numeric password in YAML', configMap('a: 1\npassword: 998877MARK\n')],
  ['configmaps', 'YAML with blanks', configMap('password: correct horse MARK\n')],
  ['configmaps', 'block of YAML', configMap('password: |\n  MARK\n')],
  ['configmaps', 'name and value in YAML', configMap('headers:\n- name: Authorization\n  value: Bearer MARK\n')],
  ['configmaps', 'properties', configMap('a=1\nspring.datasource.password=MARK\n')],
  ['configmaps', 'JSON in a string', configMap('{"clientSecret": "MARK", "port": 1}')],
  ['configmaps', 'quote in a password', configMap('{"password": "a\\"MARK"}')],
  ['configmaps', 'nginx', configMap('proxy_set_header Authorization "Basic MARK0";')],
  ['configmaps', 'nginx without quotes', configMap('proxy_set_header X-Api-Key MARK;')],
  ['configmaps', 'kubeconfig', configMap('users:\n- user:\n    client-key-data: MARK\n')],
  ['configmaps', 'Docker', configMap('{"auths":{"r.example":{"auth":"MARK"}}}')],
  ['configmaps', 'netrc', configMap('machine x login u password MARK\n')],
  ['configmaps', 'htpasswd', configMap('admin:$apr1$abc$MARK\n')],
  ['configmaps', 'Redis', configMap('requirepass MARK\n')],
  ['configmaps', 'extension provider', configMap('includeAdditionalHeadersInCheck:\n  x-api-key: MARK\n')],
  ['configmaps', 'quoted YAML', configMap('redis:\n  password: "MARK \\" MARK"\n')],
  [
    'configmaps',
    'block of YAML with several lines',
    configMap('secret: |\n  first MARK\n  "MARK"\n\n  MARK\nport: 80\n'),
  ],
  ['configmaps', 'block of YAML in a list', configMap('a:\n- secret: >-\n    MARK\n    MARK\n  port: 80\n')],
  ['configmaps', 'block of YAML in JSON', configMap('{"a":"secret: |\\n  one\\n  MARK\\nport: 80\\n"}')],
  ['configmaps', 'flow YAML', configMap('redis: {host: redis, password: MARK}\n')],
  ['configmaps', 'properties with blanks', configMap('db.user=cart\ndb.password = MARK with blanks MARK\n')],
  ['configmaps', 'JSON over lines', configMap('{\n  "user": "cart",\n  "clientSecret": "MARK"\n}\n')],
  ['configmaps', 'variable in compact JSON', configMap('{"env":[{"name":"A_TOKEN","value":"MARK"}]}')],
  ['configmaps', 'JSON in JSON', configMap('{"inner":"{\\"a\\":1,\\"password\\":\\"MARK\\"}"}')],
  ['configmaps', 'token of a kubeconfig', configMap('users:\n- user:\n    token: MARK\n')],
  ['configmaps', 'Docker, in base64', configMap('{"auths":{"r.example":{"auth":"base64(cart:MARK)"}}}')],
  ['configmaps', 'npmrc', configMap('//registry.example/:_authToken=MARK\n')],
  ['configmaps', 'SHA of htpasswd', configMap('admin:{SHA}base64(MARK00000000)\n')],
  ['configmaps', 'PEM over lines', configMap(`${pem('PRIVATE KEY')}port=80\n`)],
  ['configmaps', 'PEM in base64, twice', configMap('d: base64(base64(-----BEGIN EC PRIVATE KEY-----\nMARK\n))\n')],
  ['dump', 'private key in base64', { private_key: { inline_bytes: 'base64(MARK)' } }],
  ['dump', 'private key', { private_key: { inline_bytes: 'MARK' } }],
  ['dump', 'private key as a string', { private_key: { inline_string: 'MARK' } }],
  ['dump', 'session ticket keys', { session_ticket_keys: { keys: [{ inline_bytes: 'MARK' }] } }],
  ['dump', 'generic secret', { generic_secret: { secret: { inline_string: 'MARK' } } }],
  ['dump', 'password of a key', { password: { inline_string: 'MARK' } }],
  ['dump', 'Redis password', { auth_password: { inline_string: 'MARK' } }],
  ['dump', 'header to add', { header: { key: 'authorization', value: 'Bearer MARK' } }],
  ['dump', 'matched header', { name: 'authorization', string_match: { exact: 'MARK' } }],
  ['dump', 'users of basic auth', { users: { inline_string: 'u:{SHA}MARK' } }],
  ['dump', 'API keys', { credentials: [{ key: 'MARK', client: 'one' }] }],
  ['dump', 'gRPC access token', { call_credentials: [{ access_token: 'MARK' }] }],
  ['dump', 'JSON key of Google', { service_account_jwt_access: { json_key: '{"x":"MARK"}' } }],
  ['dump', 'HMAC', { hmac_secret: { inline_string: 'MARK' } }],
  ['dump', 'plugin configuration as a string', { value: '{"api_key":"MARK"}' }],
  ['compact', 'variable', variable('DB_PASSWORD', 'MARK')],
  ['compact', 'value before name', { env: [{ value: 'MARK', name: 'DB_PASSWORD' }] }],
  ['compact', 'option and its value', args('--password', 'MARK')],
  ['compact', 'private key', { private_key: { inline_bytes: 'MARK' } }],
  [
    'compact',
    'session ticket keys',
    { session_ticket_keys: { keys: ['MARK', 'MARK'].map((key) => ({ inline_bytes: key })) } },
  ],
  ['compact', 'generic secret', { generic_secret: { secret: { inline_bytes: 'base64(MARK)' } } }],
  ['compact', 'block of YAML', { data: { content: 'secret: |\n  one\n  MARK\nport: 80\n' } }],
  ['compact', 'list of tokens', { tokens: ['a1', 'MARK'] }],
  ['compact', 'last applied', { 'kubectl.kubernetes.io/last-applied-configuration': '{"a":[{"b":1},{"c":"MARK"}]}' }],
  ['compact', 'PEM', { x: pem('PRIVATE KEY') }],
  ['crlf', 'variable', variable('DB_PASSWORD', 'MARK')],
  ['crlf', 'private key', { private_key: { inline_bytes: 'MARK' } }],
  ['log', 'basic', 'Authorization: Basic MARK0 status=200'],
  ['log', 'bearer', "'authorization', 'Bearer MARK'"],
  ['log', 'cookie', "'cookie', 'sid=MARK'"],
  ['log', 'set-cookie', 'Set-Cookie: sid=MARK; Path=/; HttpOnly'],
  ['log', 'cookies', 'cookie: a=MARK; b=MARK'],
  ['log', 'basic, in base64', 'debug http authorization: Basic base64(cart:MARK)'],
  ['log', 'JWT with the secret in its claims', 'got eyJhbGciOiJSUzI1NiJ9.eyJMARK.MARK for shop'],
  ['log', 'signature in a URL', '"GET /blob?sv=1&sig=MARK HTTP/1.1" 403'],
  ['log', 'JDBC URL', 'jdbc:postgresql://db/cart?user=a&password=MARK'],
  ['log', 'PEM of EC', pem('EC PRIVATE KEY').trimEnd()],
  ['log', 'PEM of OpenSSH', pem('OPENSSH PRIVATE KEY').trimEnd()],
  ['log', 'encrypted PEM', pem('RSA PRIVATE KEY').replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,MARK\n\n')],
  ['log', 'PEM on one line', `key "${pem('PRIVATE KEY').replaceAll('\n', '\\n')}"`],
  ['log', 'block of YAML', 'secret: |\n  one\n  MARK\nport: 80'],
  ['log', 'JWT', 'got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.MARK'],
  ['log', 'AWS key id', 'id AKIAIOSFODNN7MARK'],
  ['log', 'GitHub', 'ghp_0123456789abcdefMARK'],
  ['log', 'fine-grained GitHub', 'github_pat_11AAMARK'],
  ['log', 'GitLab', 'glpat-0123456789MARK'],
  ['log', 'Slack', 'xoxb-123456-MARK'],
  ['log', 'Google', 'AIzaSyA1234567-MARK'],
  ['log', 'Stripe', 'sk_live_0123456789MARK'],
  ['log', 'npm', 'npm_0123456789abcdefghijMARK'],
  ['log', 'query', 'GET /x?token=MARK1A&page=2 HTTP/1.1'],
  ['log', 'access token', 'GET /x?access_token=MARK HTTP/1.1'],
  ['log', 'PEM over lines', pem('RSA PRIVATE KEY').replace('MIIEMARK', 'MIIEMARK'.padEnd(64, 'A'))],
  ['log', 'URL', 'dial https://u:MARK@host/x'],
  ['log', 'JSON', '{"level":"debug","password":"MARK"}'],
  ['metrics', 'label', 'm{path="/?access_token=MARK"} 1'],
  ['debug', 'page of istiod', { header: { key: 'x-api-key', value: 'MARK' } }],
  ['debug', 'metadata', { metadata: { A_PASSWORD: 'MARK' } }],
  ['stderr', 'token', 'Unauthorized: bearer MARK00000000 is not known'],
  ['stderr', 'proxy', 'proxyconnect tcp: http://cart:MARK@proxy.example:3128'],
  ['server', 'user in the address', 'https://cart:MARK@api.example:6443'],
  ['context', 'user in the name', 'https://cart:MARK@api.example'],
  ['flag', 'user in an argument', 'https://cart:MARK@api.example'],
];

/** Shapes such as AWS key ids have no place for anything but capital letters and digits. */
const markers = planted.map((_, index) => `PLANTED${String(index).padStart(3, '0')}X7`);

function text(content: unknown, marker: string): string {
  const raw = typeof content === 'string' ? content : JSON.stringify(encoded(content));
  return raw
    .replaceAll('MARK', marker)
    .replace(innermost, (_, inner: string) => Buffer.from(JSON.parse(`"${inner}"`)).toString('base64'))
    .replace(innermost, (_, inner: string) => Buffer.from(inner).toString('base64'));
}

const innermost = /base64\(([^()]*)\)/g;

/** What a text becomes inside of base64, wherever it begins: the characters that do not depend on its neighbours. */
function inBase64(content: string): string[] {
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.from('-'.repeat(offset) + content).toString('base64');
    return whole.slice(offset === 0 ? 0 : 4, Math.floor((offset + content.length) / 3) * 4);
  });
}

function encoded(content: unknown): unknown {
  if (content === null || typeof content !== 'object') return content;
  if (Array.isArray(content)) return content.map(encoded);
  const entries = Object.entries(content);
  if (entries[0]?.[0] === 'base64') return `base64(${entries[0][1]})`;
  return Object.fromEntries(entries.map(([key, value]) => [key, encoded(value)]));
}

const harmless = {
  labels: { token: 'v1', app: 'token-service' },
  secretName: 'cart-certs',
  credentialName: 'web-cert',
  tokenPath: '/var/run/secrets/tokens/istio-token',
  jwksUri: 'https://issuer.example/jwks',
  publicJwks: '{"keys":[{"kty":"RSA","e":"AQAB","n":"abcdefgh"}]}',
  env: [
    { name: 'ISTIO_META_CLUSTER_ID', value: 'Kubernetes' },
    { name: 'PILOT_JWT_PUB_KEY_REFRESH_INTERVAL', value: '20m' },
  ],
  consistentHash: { httpCookie: { name: 'user', ttl: '0s' } },
  token_bucket: { max_tokens: 100, fill_interval: '60s' },
  filter: { name: 'envoy.filters.http.basic_auth' },
  descriptors: [{ entries: [{ key: 'path', value: '/login' }] }],
  tls: { certificate: `-----BEGIN CERTIFICATE-----\nMIIBkept\n-----END CERTIFICATE-----\n` },
  caBundle: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t',
  authorizationPolicies: ['shop/allow-cart'],
  fromHeaders: [{ name: 'x-token', prefix: 'Bearer ' }],
  headersToRemove: ['authorization', 'cookie'],
  format: '%REQ(AUTHORIZATION)%',
  hosts: 'http://host:8080/path?mail=a@b',
};

const accessLine =
  '[2026-09-01T10:15:00Z] "GET /x?token=[redacted]&page=2 HTTP/1.1" 200 UF via_upstream "outbound|80||cart.shop.svc.cluster.local"';
const keptLines = [
  accessLine,
  'failed to fetch token: the server could not find the requested resource',
  'basic authentication is required; token bucket is empty',
];

describe('capture.sh', () => {
  const sandbox = createSandbox();
  let archive: Archive;
  let everything: string;
  afterAll(() => sandbox.remove());

  beforeAll(async () => {
    const answers = join(sandbox.root, 'answers');
    cpSync(fileURLToPath(new URL('stand-in/istio-1.24', import.meta.url)), answers, { recursive: true });
    const write = (name: string, content: string) => writeFileSync(join(answers, name), content);
    const at = (place: Place) =>
      planted.flatMap(([where, , content], index) => (where === place ? [text(content, markers[index] ?? '')] : []));
    const objects = (place: Place) => ({ items: at(place).map((item) => JSON.parse(item)) });
    const filler = Array.from({ length: 8000 }, (_, n) => ({ name: `service-${n}`, env: [{ name: 'A', value: 'b' }] }));
    write('pods', JSON.stringify({ items: [harmless, ...objects('pods').items] }, null, 4));
    write('configmaps', JSON.stringify(objects('configmaps'), null, 4));
    write('config-dump', JSON.stringify({ configs: objects('dump').items }, null, 1));
    // Of a size that is cut into pieces, with the secrets at many distances from the cuts.
    write(
      'clusters',
      JSON.stringify(filler.map((item, n) => (n % 8 === 0 ? [item, ...objects('compact').items] : item))),
    );
    write('listeners', JSON.stringify(objects('crlf'), null, 1).replaceAll('\n', '\r\n'));
    write(
      'log',
      `${[...at('log'), ...keptLines.map((line) => line.replace('[redacted]', 'abcDEF123456'))].join('\n')}\n`,
    );
    write('metrics', `${at('metrics').join('\n')}\n`);
    write('debug', JSON.stringify(objects('debug'), null, 2));
    write('server', at('server').join());
    write('context', `${at('context').join()}\n`);
    const failing = `kubectl exec * -- ip rule|!1 ${at('stderr').join('; ')}\n`;
    write('answers', failing + readFileSync(join(answers, 'answers'), 'utf8'));
    const run = await sandbox.run({ answers, flags: ['--context', at('flag').join()] });
    archive = archiveOf(run);
    everything = [...archive.files.map(({ path }) => path + archive.read(path)), run.stdout, run.stderr].join('\n');
    rmSync(answers, { recursive: true });
  }, 120_000);

  test.each(planted.map(([place, name], index) => ({ place, name, marker: markers[index] ?? '' })))(
    'lets no secret through: $name ($place)',
    ({ marker }) => {
      const at = everything.indexOf(marker);
      expect(at < 0 ? '' : everything.slice(Math.max(0, at - 80), at + 40)).toBe('');
      const encodings = [...inBase64(marker), ...inBase64(marker).flatMap(inBase64)];
      expect(encodings.filter((encoding) => everything.includes(encoding))).toEqual([]);
    },
  );

  test('counts what it removed, and leaves JSON that can be read', () => {
    const step = (path: string) => archive.manifest.find((line) => line.path === path);
    expect(Number(step('cluster/pods.json')?.redacted)).toBeGreaterThanOrEqual(38);
    expect(archive.manifest.at(-1)?.redacted).toBeGreaterThan(planted.length);
    const documents = archive.files.filter(({ path }) => path.endsWith('.json'));
    for (const { path } of documents) expect(() => JSON.parse(archive.read(path))).not.toThrow();
  });

  test.each([
    ['stderr', 'http://[redacted]@proxy.example:3128'],
    ['server', 'https://[redacted]@api.example:6443'],
    ['context and flag', 'https://[redacted]@api.example"'],
  ])('shows the rest of what stands in: %s', (_, rest) => {
    expect(everything).toContain(rest);
  });

  test.each(Object.entries(harmless))('keeps %s', (key, value) => {
    expect(JSON.parse(archive.read('cluster/pods.json')).items[0][key]).toEqual(value);
  });

  test.each(keptLines)('keeps of a log: %s', (line) => {
    const log = archive.files.find(({ path }) => path.endsWith('istio-proxy.log'))?.path ?? '';
    expect(archive.read(log)).toContain(line);
  });
});
