// Reads a corpus of tool outputs with the built parsers and says how many files of each kind were understood.
//   node scripts/read-corpus.mjs DIR      DIR holds one folder a sort of output: proxy-status/, dns/, node-net/ ...
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import glob from 'fast-glob';
import { createSinkFactory } from '../dist/ingest/entry-sink.js';
import { parsers } from '../dist/parsers/index.js';

/** Files of a folder (a glob below the corpus) and the parser that must read them. */
const rules = [
  ['proxy-status/*', 'proxy-status'],
  ['authn-tls-check/*', 'tls-check'],
  ['envoy-config-dump/*', 'envoy-config-dump'],
  ['istiod-debug/*config_dump*', 'envoy-config-dump'],
  ['istiod-debug/*syncz*', 'syncz'],
  ['envoy-clusters/*clusters.json', 'envoy-clusters'],
  ['constructed/*-clusters.txt', 'envoy-clusters'],
  ['constructed/*certs*', 'envoy-certs'],
  ['constructed/*listeners*', 'envoy-listeners'],
  ['constructed/*server_info*', 'envoy-server-info'],
  ['constructed/*stats*', 'envoy-stats'],
  ['constructed/*{.log,-log.txt}', 'container-log'],
  ['logs/*', 'container-log'],
  ['node-net/*/istio-init.log', 'container-log'],
  ['kubectl-tables/*.txt', 'kubectl-table'],
  ['{kubectl-yaml,injected-workloads,gateway-api-status}/*', 'kubernetes-objects'],
  ['sockets/{*netstat*,ss-*,proc-net-tcp*,proc-net-udp*}', 'sockets'],
  ['{sockets/*route*,node-net/*/{ip-*,route-n}.txt}', 'ip-route'],
  ['{iptables-golden/*,node-net/*.txt,node-net/*/{ip*tables-save*,nat-*,mangle-*}}', 'netfilter'],
  ['dns/resolv.conf*', 'resolv-conf'],
  ['dns/{dig,nslookup,getent}*', 'dns-probe'],
  ['curl/*.txt', 'curl-probe'],
  ['ping/*', 'ping-probe'],
];

const [corpus] = process.argv.slice(2);
if (corpus === undefined || !existsSync(corpus)) {
  console.log(`corpus not present: ${corpus ?? 'give its folder'}`);
  process.exit(0);
}

const parserByKind = new Map(parsers.map((parser) => [parser.kind, parser]));
const sinkFor = createSinkFactory(64 * 1024 * 1024);
const counts = new Map();
for (const [pattern, kind] of rules) {
  for (const file of glob.sync(pattern, { cwd: corpus, ignore: ['**/exit-codes.tsv'] }).sort()) {
    const outcome = read(kind, file);
    const { read: good, files } = counts.get(kind) ?? { read: 0, files: 0 };
    counts.set(kind, { read: good + (outcome.state === 'read' ? 1 : 0), files: files + 1 });
    if (outcome.state !== 'read') console.log(`not read: ${file} as ${kind}: ${outcome.reason ?? outcome.state}`);
  }
}
const totals = [...counts.values()].reduce((a, b) => ({ read: a.read + b.read, files: a.files + b.files }));
for (const [kind, { read, files }] of [...counts, ['total', totals]])
  console.log(`${kind.padEnd(20)} ${read} of ${files}`);

function read(kind, file) {
  const tag = { kind, namespace: 'default', pod: 'pod', container: 'container', component: 'istio-proxy' };
  let outcome;
  const sink = sinkFor(parserByKind.get(kind), { path: file, tag }, (result) => {
    outcome = result;
  });
  sink.write(readFileSync(join(corpus, file)));
  sink.end(true);
  return outcome;
}
