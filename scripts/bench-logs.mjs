#!/usr/bin/env node
// Throughput of `meshtriage logs` beside `grep -c -F` with the same literals on the same file.
//
//   node scripts/bench-logs.mjs [MEGABYTES] [COMPONENT]
//
// Three made-up logs: an access log, a control plane, and lines made to be slow. Needs `npm run build` and grep.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signaturesOf } from '../dist/core/log-signatures/index.js';

const megabytes = Number(process.argv[2] ?? 256);
const only = process.argv[3];
const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
const time = (i) => new Date(Date.UTC(2026, 0, 10, 8, 0, 0, i)).toISOString();

const logs = {
  'istio-proxy': (i) =>
    `[${time(i)}] "GET /cart/${i % 977} HTTP/1.1" ${i % 500 === 0 ? '503 UF' : '200 -'} via_upstream - "-" 0 ${i % 9000} ${i % 40} 3 "-" "curl/8.5.0" "5c1f7a3e-6c1b-9f0e-8f0b-${i}" "cart.shop:8000" "10.44.3.18:8000" outbound|8000||cart.shop.svc.cluster.local 10.44.1.7:40312 10.96.12.4:8000 10.44.1.7:51002 - default`,
  istiod: (i) =>
    `${time(i)}\t${i % 200 === 0 ? 'warn' : 'info'}\tads\t${i % 200 === 0 ? 'ADS:LDS: ACK ERROR web-6d5c.shop-7 Internal:no filter chains specified' : `EDS: PUSH request for node:web-6d5c9b7f4-${i % 5000}.shop resources:214 size:38.2kB empty:0 cached:214/214`}`,
  hostile: (i) =>
    `${time(i)}\terror\tads\t${['lookup istio-', ': ACK ERROR ', 'failed calling webhook ', "cannot bind '", 'dial tcp '][i % 5].repeat(400)}`,
};

const work = mkdtempSync(join(tmpdir(), 'bench-logs-'));
for (const [name, line] of Object.entries(logs)) {
  if (only !== undefined && only !== name) continue;
  const component = name === 'hostile' ? 'auto' : name;
  const file = join(work, `${name}.log`);
  await fill(file, line);
  const literals = join(work, 'literals');
  const source = { 'istio-proxy': 'istio-proxy', istiod: 'control-plane' }[name] ?? 'any';
  writeFileSync(literals, [...new Set(signaturesOf(source).flatMap((signature) => signature.literals))].join('\n'));
  const bytes = statSync(file).size;
  const own = seconds(process.execPath, [
    main,
    'logs',
    '--component',
    component,
    '--fail-on',
    'never',
    '-f',
    'ndjson',
    file,
  ]);
  const grep = seconds('grep', ['-c', '-F', '-f', literals, file], { LC_ALL: 'C' });
  const rate = (s) => `${(bytes / 1e6 / s).toFixed(0)} MB/s`;
  console.log(`${name.padEnd(12)} meshtriage ${rate(own)}  grep ${rate(grep)}  ratio ${(grep / own).toFixed(2)}`);
}
rmSync(work, { recursive: true });

async function fill(file, line) {
  const stream = createWriteStream(file);
  let written = 0;
  for (let i = 0; written < megabytes * 1e6; ) {
    let chunk = '';
    while (chunk.length < 1e6) chunk += `${line(i++)}\n`;
    written += chunk.length;
    if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  await new Promise((resolve) => stream.end(resolve));
}

/** Wall time, the better of two runs, so that the file is in the page cache. */
function seconds(command, args, environment = {}) {
  const run = () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(command, args, { env: { ...process.env, ...environment }, encoding: 'utf8' });
    if (status !== 0 && status !== 1) throw new Error(`${command} ended with ${status}: ${stderr}`);
    return (performance.now() - start) / 1000;
  };
  return Math.min(run(), run());
}
