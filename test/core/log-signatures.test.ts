import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  accessProblems,
  accessSignatures,
  type LogSignature,
  signatureComponents,
  signaturesOf,
} from '../../src/core/log-signatures/index.js';

const all = [...new Set(signaturesOf('tables'))];
const known = new Set([...all, ...accessSignatures].map(({ id }) => id));
/** What a finding can always name. */
const common = ['owner', 'count'];
const ofAccessLine = ['destination', 'code', 'details', ...common];

function groupsOf({ pattern }: LogSignature): string[] {
  return [...pattern.source.matchAll(/\(\?<(\w+?)\d?>/g)].map(([, name = '']) => name);
}

function placeholders(title: string): string[] {
  return [...title.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** Ids of the signatures that break a rule. */
function offenders(breaks: (signature: LogSignature) => boolean): string[] {
  return all.filter(breaks).map(({ id }) => id);
}

const text = z.string().min(1);
const remedy = z.strictObject({
  text,
  command: text.optional(),
  doc: z.url({ hostname: /^(?:istio\.io|kubernetes\.io|www\.envoyproxy\.io|gateway-api\.sigs\.k8s\.io)$/ }).optional(),
});
const problem = {
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)+$/),
  severity: z.enum(['error', 'warning', 'info']),
  role: z.enum(['cause', 'symptom']),
  title: text,
  why: text,
  fix: z.array(remedy).min(1),
};
const signatureSchema = z.strictObject({
  ...problem,
  literals: z.array(text).min(1),
  pattern: z.instanceof(RegExp),
  checks: z.array(z.string().regex(/^[a-z-]+\/[a-z-]+$/)),
  atLeast: z.strictObject({ lines: z.int().min(2), seconds: z.int().positive() }).optional(),
  discount: z.enum(['starting', 'stopping', 'both']).optional(),
  transient: z.literal(true).optional(),
  identity: text.optional(),
  subject: z.enum(['mesh', 'control-plane']).optional(),
  explains: z.array(text).min(1).optional(),
});
const accessSignatureSchema = z.strictObject({
  ...problem,
  flags: z.array(z.string().regex(/^[A-Z]{2,5}$/)).optional(),
  alone: z.literal(true).optional(),
  connection: z.boolean().optional(),
  reason: z.instanceof(RegExp).optional(),
  cluster: z.instanceof(RegExp).optional(),
  subject: z.literal('proxy').optional(),
  share: z.number().positive().max(1).optional(),
});

test('signatures are what their types say', () => {
  expect(z.array(signatureSchema).safeParse(all).error?.issues ?? []).toEqual([]);
  expect(z.array(accessSignatureSchema).safeParse(accessSignatures).error?.issues ?? []).toEqual([]);
});

test('rows of tables are searched for only in tables', () => {
  const rows = signaturesOf('tables').filter((signature) => !signaturesOf('any').includes(signature));
  expect([...new Set(rows.map(({ id }) => id.split('-')[0]))]).toEqual(['pod', 'pc', 'ps']);
});

test('a title names only what the pattern finds', () => {
  const isUnknown = (signature: LogSignature, name: string) => ![...groupsOf(signature), ...common].includes(name);
  expect(offenders((signature) => placeholders(signature.title).some((name) => isUnknown(signature, name)))).toEqual(
    [],
  );
});

test('an identity is a key of the match', () => {
  expect(
    offenders((signature) => signature.identity !== undefined && !groupsOf(signature).includes(signature.identity)),
  ).toEqual([]);
});

test('patterns keep no state, and neither repeat a repetition nor read a line without bound', () => {
  expect(offenders(({ pattern }) => pattern.flags !== '' || /\.[*+]|[*+}]\)[*+]/.test(pattern.source))).toEqual([]);
});

test('literals are ASCII and long enough to be rare', () => {
  expect(offenders(({ literals }) => literals.some((literal) => !/^[\x20-\x7e]{6,}$/.test(literal)))).toEqual([]);
});

test('what a signature explains exists', () => {
  expect(offenders(({ explains = [] }) => explains.some((id) => !known.has(id)))).toEqual([]);
});

test.each(signatureComponents.map((component) => [component]))('ids are unique in logs of %s', (component) => {
  const ids = signaturesOf(component).map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('ids are unique among access-log signatures, and their titles name what a line has', () => {
  const ids = accessSignatures.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  for (const { title } of accessSignatures) expect(ofAccessLine).toEqual(expect.arrayContaining(placeholders(title)));
});

test('every problem is explained in at most two sentences and has a remedy', () => {
  const offending = [...all, ...accessSignatures].filter(
    ({ why, fix }) => why.split(/[.!?] /).length > 2 || fix[0].text === '',
  );
  expect(offending.map(({ id }) => id)).toEqual([]);
});

test.each([
  [
    'UF',
    { details: 'x{remote_connection_failure}', transportFailure: 'delayed_connect_error:_111' },
    ['tcp-connect-refused-111', 'al-uf'],
  ],
  ['UF,URX', { transportFailure: 'delayed connect error: Connection refused' }, ['tcp-connect-refused-111', 'al-uf']],
  [
    'UF',
    { transportFailure: 'TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER' },
    ['tls-wrong-version', 'al-uf'],
  ],
  [
    'UF',
    { transportFailure: 'TLS error: 268435581:SSL routines:CERTIFICATE_VERIFY_FAILED' },
    ['tls-cert-verify-failed', 'al-uf'],
  ],
  ['UF', { cluster: 'InboundPassthroughClusterIpv4' }, ['al-inbound-passthrough-fail', 'al-uf']],
  ['UH', { cluster: 'BlackHoleCluster' }, ['al-blackhole', 'al-uh']],
  ['URX', {}, ['al-urx']],
  ['UC,URX', {}, ['al-uc']],
  ['NR', { code: 404 }, ['al-nr-route']],
  ['NR', { code: 0 }, ['al-nr-filter-chain']],
  ['DC', { code: 0 }, ['al-dc']],
  ['-', { code: 403, details: 'rbac_access_denied_matched_policy[none]' }, ['al-rbac-denied']],
  ['-', { code: 426, details: 'low_version' }, ['al-low-version']],
  ['-', { code: 200, details: 'via_upstream' }, []],
  ['XYZ', {}, []],
])('an access-log line with %s and %o shows %o', (flags, facts, ids) => {
  expect(accessProblems({ flags, code: 503, ...facts }).map(({ id }) => id)).toEqual(ids);
});
