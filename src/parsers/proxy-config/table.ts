import { Unusable } from '../../core/errors.js';
import type { Parsed } from '../parser.js';
import { columnsOf, cutRow } from '../support/columns.js';
import { isForeignLine, type Line, numberedLines } from '../support/lines.js';
import type { ProxyConfigOutput, ProxyConfigSection, SecretRow, UnhealthyEndpoint } from './artifact.js';

interface Row {
  cells: ReadonlyMap<string, string>;
  line: Line;
}

/** Names of columns that hold a space; in the table of listeners a single space separates columns, too. */
const names =
  /SERVICE FQDN|DESTINATION RULE|VIRTUAL (?:HOSTS|SERVICE)|VHOST NAME|OUTLIER CHECK|ECDS NAME|RESOURCE NAME|VALID CERT|SERIAL NUMBER|NOT (?:AFTER|BEFORE)|TRUST DOMAIN|\S+/g;

/** By columns that no other table has; the header decides, not the version. */
const tables: readonly { section: ProxyConfigSection; has: readonly string[] }[] = [
  { section: 'clusters', has: ['SERVICE FQDN'] },
  { section: 'routes', has: ['VIRTUAL HOSTS'] },
  { section: 'routes', has: ['DOMAINS'] },
  { section: 'secrets', has: ['RESOURCE NAME'] },
  { section: 'ecds', has: ['ECDS NAME'] },
  { section: 'endpoints', has: ['STATUS', 'CLUSTER'] },
  { section: 'listeners', has: ['MATCH', 'DESTINATION'] },
  { section: 'listeners', has: ['ADDRESS', 'PORT', 'TYPE'] },
];
const header = /^(?:NAME|SERVICE FQDN|ADDRESS|ADDRESSES|LISTENER|ENDPOINT|ECDS NAME|RESOURCE NAME) /;

/** The tables of `istioctl proxy-config`, 1.0 to today, one alone or all of them (`all`) with and without headings. */
export function parseTables(text: string): Parsed<ProxyConfigOutput> {
  const artifact: ProxyConfigOutput = { sections: new Map() };
  for (const block of blocks(text)) {
    const columns = columnsOf(block.header.text, names);
    const found = new Set(columns.map(({ name }) => name));
    const table = tables.find(({ has }) => has.every((name) => found.has(name)));
    if (table === undefined) continue;
    const rows = block.rows.map((line): Row => ({ cells: cutRow(columns, line.text), line }));
    artifact.sections.set(table.section, rows.length);
    if (table.section === 'secrets') artifact.secrets = rows.flatMap(secretIn);
    if (table.section === 'endpoints') artifact.endpoints = endpointsIn(rows);
  }
  readLines(text, artifact);
  if (artifact.sections.size === 0) throw new Unusable('no output of istioctl proxy-config');
  return { artifact };
}

function blocks(text: string): { header: Line; rows: Line[] }[] {
  const found: { header: Line; rows: Line[] }[] = [];
  let current: { header: Line; rows: Line[] } | undefined;
  for (const line of numberedLines(text)) {
    if (line.text.trim() === '' || /^-{4,} [A-Z ]+ -{4,}$/.test(line.text)) current = undefined;
    else if (header.test(line.text)) {
      current = { header: line, rows: [] };
      found.push(current);
    } else if (!isForeignLine(line.text)) current?.rows.push(line);
  }
  return found;
}

/** What is no table: the versions of bootstrap, the levels of loggers, and the sentence for a proxy without secrets. */
function readLines(text: string, artifact: ProxyConfigOutput): void {
  const [, istioVersion] = /^Istio Version: {1,20}(\S{1,100})$/m.exec(text) ?? [];
  if (istioVersion !== undefined) {
    artifact.istioVersion = istioVersion;
    artifact.sections.set('bootstrap', 1);
  }
  if (/^active loggers:$/m.test(text))
    artifact.sections.set('log', text.match(/^ {2}[\w.]{1,100}: \w{1,20}$/gm)?.length ?? 0);
  if (/^No active or warming secrets found\.$/m.test(text)) {
    artifact.sections.set('secrets', 0);
    artifact.secrets = [];
  }
}

/** In `all` names begin with the section, `secret/default`. A secret that waits (WARMING) has no certificate yet. */
function secretIn({ cells, line }: Row): SecretRow[] {
  const [name, type, serial] = [cells.get('RESOURCE NAME'), cells.get('TYPE'), cells.get('SERIAL NUMBER')];
  const [notBefore, notAfter] = [cells.get('NOT BEFORE'), cells.get('NOT AFTER')];
  if (name === undefined || serial === undefined || notBefore === undefined || notAfter === undefined) return [];
  if (cells.get('STATUS') === 'WARMING' || Number.isNaN(Date.parse(notAfter))) return [];
  return [
    {
      name: name.replace(/^secret\//, ''),
      isAuthority: type === 'CA',
      serial,
      notBefore,
      notAfter,
      line: line.number,
      excerpt: line.text.trimEnd().slice(0, 240),
    },
  ];
}

/** STATUS is the health that the control plane gave an endpoint, OUTLIER CHECK what the proxy found (istioctl 1.3). */
function endpointsIn(rows: readonly Row[]): NonNullable<ProxyConfigOutput['endpoints']> {
  const clusters = new Set(rows.flatMap(({ cells }) => cells.get('CLUSTER') ?? []));
  const unhealthy = rows.flatMap(({ cells, line }): UnhealthyEndpoint[] => {
    const [cluster, address] = [cells.get('CLUSTER'), cells.get('ENDPOINT') ?? cells.get('NAME')];
    const flags = [
      ...(cells.get('STATUS') === 'UNHEALTHY' ? ['failed_eds_health'] : []),
      ...(cells.get('OUTLIER CHECK') === 'FAILED' ? ['failed_outlier_check'] : []),
    ];
    if (cluster === undefined || address === undefined || flags.length === 0) return [];
    return [{ cluster, address: address.replace(/^endpoint\//, ''), flags, line: line.number }];
  });
  return { clusters: clusters.size, unhealthy };
}
