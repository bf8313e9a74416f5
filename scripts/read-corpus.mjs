// Reads a corpus of tool outputs with the built parsers and says how many files of each kind and era were understood.
//   node scripts/read-corpus.mjs DIR      DIR holds one folder a sort of output: proxy-status/, dns/, node-net/ ...
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import glob from 'fast-glob';
import { openBundle } from '../dist/bundle/open.js';
import { classify, notReadKinds } from '../dist/ingest/classify.js';
import { createSinkFactory } from '../dist/ingest/entry-sink.js';
import { ingest } from '../dist/ingest/ingest.js';
import { decodeText } from '../dist/ingest/text.js';
import { parsers } from '../dist/parsers/index.js';

/** Files of a folder (globs below the corpus) and the parser that must read them. The first rule that fits counts. */
const rules = [
  ['proxy-status/*', 'proxy-status'],
  ['authn-tls-check/*', 'tls-check'],
  ['{envoy-config-dump/*,istiod-debug/*config_dump*}', 'envoy-config-dump'],
  ['istiod-debug/*syncz*', 'syncz'],
  ['istiod-debug/*registryz*', 'registryz'],
  ['{istiod-debug,constructed}/*configz*', 'kubernetes-objects'],
  ['constructed/*endpointz*', 'endpointz'],
  ['envoy-clusters/*-table.txt', 'proxy-config'],
  ['{envoy-clusters/*.json,constructed/*-clusters.txt}', 'envoy-clusters'],
  ['constructed/*certs*', 'envoy-certs'],
  ['constructed/*listeners*', 'envoy-listeners'],
  ['constructed/*server_info*', 'envoy-server-info'],
  ['constructed/*stats*', 'envoy-stats'],
  ['{constructed/*{.log,-log.txt},logs/*,node-net/*/istio-init.log,must-gather/*.log}', 'container-log'],
  ['kubectl-tables/*.txt', 'kubectl-table'],
  ['{kubectl-yaml,injected-workloads,gateway-api-status}/*', 'kubernetes-objects'],
  ['proxy-config/!(*diff).*', 'proxy-config'],
  ['ztunnel/*', 'ztunnel-config'],
  ['cluster-info-dump/*.txt', 'cluster-info-dump'],
  ['sockets/{*netstat*,ss-[lt]*,proc-net-tcp*,proc-net-udp*}', 'sockets'],
  ['{sockets/*route*,node-net/*/{ip-*,route-n}.txt}', 'ip-route'],
  ['{iptables-golden/*,node-net/*.txt,node-net/*/{ip*tables-save*,nat-*,mangle-*}}', 'netfilter'],
  ['dns/resolv.conf*', 'resolv-conf'],
  ['dns/{dig,nslookup,getent}*', 'dns-probe'],
  ['curl/*.txt', 'curl-probe'],
  ['ping/*', 'ping-probe'],
  ['{cluster-info-dump/*.gz,support-bundle/*,must-gather/*.{zip,gz}}', 'archive'],
];

/** Files that are no data, each with what it is. */
const others = [
  ['{bootstrap/*,constructed/*-{memory,runtime}.json,proxy-config/*diff.txt}', 'recognised and not read'],
  ['constructed/*-not-found.txt', 'the error text of an admin page'],
  ['sockets/ss-s.txt', 'totals of sockets, which name no port'],
  ['**/exit-codes.tsv', 'exit codes of the commands that the other files hold'],
  ['kubectl-tables/*.stderr', 'a warning of kubectl alone'],
  ['analyze/*', 'catalogues of messages'],
  ['layouts/*', 'names of entries'],
  ['README.md', 'where the files are from'],
];

const [corpus] = process.argv.slice(2);
if (corpus === undefined || !existsSync(corpus)) {
  console.log(`corpus not present: ${corpus ?? 'give its folder'}`);
  process.exit(0);
}

const files = (pattern) => glob.sync(pattern, { cwd: corpus }).sort();
const noData = new Map([...others].reverse().flatMap(([pattern, what]) => files(pattern).map((file) => [file, what])));
const kinds = new Map(
  [...rules]
    .reverse()
    .flatMap(([pattern, kind]) => files(pattern).flatMap((file) => (noData.has(file) ? [] : [[file, kind]]))),
);
const parserByKind = new Map(parsers.map((parser) => [parser.kind, parser]));
const sinkFor = createSinkFactory((kind) => parserByKind.get(kind), 64 * 1024 * 1024);

const counts = new Map();
for (const file of files('**')) {
  const kind = kinds.get(file);
  if (kind === undefined) {
    if (!noData.has(file)) console.log(`no rule: ${file}`);
    continue;
  }
  const reason = kind === 'archive' ? await reasonOfArchive(file) : reasonOf(kind, file);
  if (reason !== undefined) console.log(`not read: ${file} as ${kind}: ${reason}`);
  const loose = kind === 'archive' ? undefined : classify(headOf(file), basename(file))?.kind;
  if (kind !== 'archive' && loose !== kind) console.log(`as a loose file: ${file} is ${loose ?? 'not recognised'}`);
  for (const key of [`${kind}\t${eraOf(file)}`, `${kind}\t`, '\t']) {
    const { read, present } = counts.get(key) ?? { read: 0, present: 0 };
    counts.set(key, { read: read + (reason === undefined ? 1 : 0), present: present + 1 });
  }
}
for (const kind of [...new Set(kinds.values())].sort()) {
  const eras = [...counts.keys()].filter((key) => key.startsWith(`${kind}\t`) && !key.endsWith('\t')).sort(byVersion);
  const perEra = eras.map((key) => `${key.split('\t')[1]} ${inWords(key)}`).join('   ');
  console.log(`${kind.padEnd(20)} ${inWords(`${kind}\t`).padEnd(9)} ${perEra}`);
}
console.log(`${'total'.padEnd(20)} ${inWords('\t')}`);
for (const [file, what] of noData) {
  if (what !== others[0][1]) continue;
  const kind = classify(headOf(file), basename(file))?.kind;
  console.log(`${what}: ${file}: ${notReadKinds.has(kind) ? kind : 'NOT RECOGNISED'}`);
}
for (const [, what] of others.slice(1))
  console.log(`no data: ${[...noData.values()].filter((other) => other === what).length} files: ${what}`);

/** Why the file was not understood; nothing when it was. */
function reasonOf(kind, file) {
  const tag = { kind, namespace: 'default', pod: 'pod', container: 'container', component: 'istio-proxy' };
  const outcomes = [];
  const sink = sinkFor({ path: file, tag }, (outcome) => outcomes.push(outcome));
  sink.write(contentOf(file));
  sink.end(true);
  if (outcomes.some(({ state }) => state === 'read')) return undefined;
  return outcomes[0]?.reason ?? outcomes[0]?.state ?? 'nothing in it';
}

async function reasonOfArchive(file) {
  try {
    await ingest(await openBundle(join(corpus, file)));
    return undefined;
  } catch (error) {
    return error.message;
  }
}

function headOf(file) {
  return decodeText(contentOf(file).subarray(0, 8192));
}

function contentOf(file) {
  return readFileSync(join(corpus, file));
}

/** The version that the name of a file begins with; what the kernel and its tools print has none. */
function eraOf(file) {
  const [, product, version] = /(istio|pilot|istiod|kubectl|troubleshoot)-(\d+\.\d+)/.exec(file) ?? [];
  if (version === undefined) return 'any';
  return product === 'kubectl' || product === 'troubleshoot' ? `${product} ${version}` : version;
}

function byVersion(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

function inWords(key) {
  const { read, present } = counts.get(key);
  return `${read}/${present}`;
}
