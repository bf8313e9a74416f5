import { clipExcerpt } from '../../core/evidence.js';
import type { Line } from '../support/lines.js';
import {
  type Chain,
  chainOf,
  type Family,
  newTable,
  plainAddress,
  portNumber,
  type Rule,
  type Ruleset,
  rulesetsOf,
  type Table,
} from './ruleset.js';

/** `table inet istio-proxy-nat {` of a listing, or `add table inet istio-proxy-nat` of the commands that make it. */
const tableLine = /^(?:table|(?:[+$#] )?(?:nft )?(?:add|create) table) (ip6?|inet) (\S+)/;
const command = /^(?:[+$#] )?(?:nft )?(add|create|insert) (chain|rule) (ip6?|inet) (\S+) (\S+)(.*)$/;
const baseChain = /\btype \w+ hook (\w+)\b/;
const chainPolicy = /\bpolicy (\w+)/;

export function isNft(lines: readonly Line[]): boolean {
  return lines.some(({ text }) => tableLine.test(text.trim()));
}

/**
 * Reads `nft list ruleset` (and `list table`), or a sequence of `add …` and `insert …` commands. Rules of family inet
 * count as IPv4. Tables of iptables-nft are read as far as nft can print them; `hidden` says when it cannot.
 */
export function readNft(lines: readonly Line[]): { rulesets: Ruleset[]; hidden?: string } {
  const tables = new Map<string, Table>();
  let hidden: string | undefined;
  let table: Table | undefined;
  let chain: Chain | undefined;
  /** Open braces of a set, map or counter, whose lines are no rules. */
  let skipped = 0;
  for (const line of lines) {
    const text = line.text.trim();
    const opened = tableLine.exec(text);
    const added = command.exec(text);
    if (opened !== null) table = tableOf(tables, opened[1] ?? '', opened[2] ?? '');
    else if (added !== null) addCommand(tableOf(tables, added[3] ?? '', added[4] ?? ''), line, added);
    else if (table === undefined || text === '' || text.startsWith('#')) continue;
    else if (skipped > 0 || /^(set|map|counter|quota|limit|flowtable|ct \w+) \S+ \{/.test(text))
      skipped += braces(text);
    else if (/^chain \S+ \{/.test(text)) chain = chainOf(table, text.split(' ')[1] ?? '', line.number);
    else if (text === '}') [table, chain] = chain === undefined ? [undefined, undefined] : [table, undefined];
    else if (chain !== undefined && baseChain.test(text)) setBase(chain, text);
    else if (chain !== undefined) chain.rules.push(parseNftRule(text, line));
    if (/\bxt (match|target) "|# xt_/.test(text)) hidden = 'nft cannot print some of the rules that iptables-nft made';
  }
  return { rulesets: rulesetsOf([...tables.values()], true), ...(hidden !== undefined && { hidden }) };
}

function tableOf(tables: Map<string, Table>, family: string, name: string): Table {
  const own: Family = family === 'ip6' ? 'ipv6' : 'ipv4';
  const table = tables.get(`${own}/${name}`) ?? newTable(name, own, false);
  tables.set(`${own}/${name}`, table);
  return table;
}

function addCommand(table: Table, line: Line, [, verb, what, , , name = '', rest = '']: RegExpExecArray): void {
  const chain = chainOf(table, name, line.number);
  if (what === 'chain') return setBase(chain, rest);
  const [, index, text = ''] = /^(?: index (\d{1,6}))?(.*)$/.exec(rest) ?? [];
  const rule = parseNftRule(text.trim(), line);
  if (verb === 'insert') chain.rules.splice(Number(index ?? 0), 0, rule);
  else chain.rules.push(rule);
}

function setBase(chain: Chain, text: string): void {
  const hook = baseChain.exec(text)?.[1];
  if (hook === undefined) return;
  chain.hook = hook;
  chain.policy = (chainPolicy.exec(text)?.[1] ?? 'accept').toUpperCase();
}

function braces(text: string): number {
  return text.split('{').length - text.split('}').length;
}

const verdicts =
  /\b(?:(accept|drop|return|continue)|(?:jump|goto) (\S+)|(reject(?: with .+)?)|(redirect|dnat|snat|tproxy|masquerade|notrack|queue)\b(.*))$/;

/** A rule as nft prints it or as Istio writes it: matches, statements, and a verdict at the end. */
function parseNftRule(text: string, line: Line): Rule {
  const rule: Rule = { target: '', destinationPorts: [], line: line.number, excerpt: clipExcerpt(line.text.trim()) };
  let rest = text.replace(/ # handle \d+$/, '').replace(/ comment "[^"]*"$/, '');
  function take(pattern: RegExp): string[] | undefined {
    const found = pattern.exec(rest);
    if (found === null) return undefined;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    return found.slice(1).map((part) => part ?? '');
  }
  const packets = take(/\bcounter packets (\d{1,20}) bytes \d{1,20}/)?.[0];
  if (packets !== undefined) rule.packets = Number(packets);
  take(/\bcounter\b/);
  readVerdict(rule, take);
  readMatches(rule, take);
  const matches = rest.trim().replace(/ +/g, ' ');
  if (matches !== '') rule.matches = [matches];
  return rule;
}

type Take = (pattern: RegExp) => string[] | undefined;

function readVerdict(rule: Rule, take: Take): void {
  const transparent = take(/\btproxy (?:ip6? )?to \S*:(\d{1,5})\b/);
  const mark = take(/\b(ct|meta) mark set (.+?)(?: counter)?(?= accept$|$)/);
  const zone = take(/\bct zone set (\d+)/);
  if (transparent !== undefined) {
    rule.target = 'TPROXY';
    setPort(rule, transparent[0]);
  }
  const [plain = '', jump = '', reject = '', statement = '', options = ''] = take(verdicts) ?? [];
  if (rule.target === 'TPROXY') return;
  if (mark !== undefined) [rule.target, rule.targetOptions] = [mark[0] === 'ct' ? 'CONNMARK' : 'MARK', mark[1] ?? ''];
  else if (zone !== undefined) [rule.target, rule.targetOptions] = ['CT', `zone ${zone[0]}`];
  else if (reject !== '') [rule.target, rule.targetOptions] = ['REJECT', reject];
  else rule.target = jump || (plain || statement).toUpperCase();
  if (statement !== '') setPort(rule, /:(\d{1,5})/.exec(options)?.[1]);
}

function setPort(rule: Rule, text: string | undefined): void {
  const port = portNumber(text);
  if (port !== undefined) rule.toPort = port;
}

/** A value, or a set of values in braces, behind an optional comparison. */
const value = '(!= |== )?(\\{[^}]*\\}|\\S+)';
const interfaceIn = new RegExp(`\\biif(?:name)? ${value}`);
const interfaceOut = new RegExp(`\\boif(?:name)? ${value}`);
const sourceAddress = new RegExp(`\\bip6? saddr ${value}`);
const destinationAddress = new RegExp(`\\bip6? daddr ${value}`);
const destinationPort = new RegExp(`\\b(tcp|udp|th) dport ${value}`);
const sourcePort = new RegExp(`\\b(tcp|udp|th) sport ${value}`);
const layer4 = new RegExp(`\\b(?:meta l4proto|ip protocol) ${value}`);
const user = new RegExp(`\\b(?:meta )?skuid ${value}`);
const group = new RegExp(`\\b(?:meta )?skgid ${value}`);

function readMatches(rule: Rule, take: Take): void {
  const protocol = take(layer4);
  if (protocol !== undefined) rule.protocol = signed(protocol);
  for (const [pattern, field] of [
    [destinationPort, 'destinationPorts'],
    [sourcePort, 'sourcePorts'],
  ] as const) {
    const [of = '', sign = '', list = ''] = take(pattern) ?? [];
    if (list === '') continue;
    rule[field] = members(list).map((port) => signed([sign, port]));
    if (of !== 'th') rule.protocol ??= of;
  }
  for (const [pattern, field] of [
    [interfaceIn, 'inInterface'],
    [interfaceOut, 'outInterface'],
    [user, 'uid'],
    [group, 'gid'],
  ] as const) {
    const found = take(pattern);
    if (found !== undefined) rule[field] = signed(found);
  }
  for (const [pattern, field] of [
    [sourceAddress, 'source'],
    [destinationAddress, 'destination'],
  ] as const) {
    const found = take(pattern);
    const address = found && plainAddress(signed(found));
    if (address !== undefined) rule[field] = address;
  }
}

function signed([sign = '', text = '']: readonly string[]): string {
  return `${sign.startsWith('!') ? '!' : ''}${text.replace(/"/g, '')}`;
}

function members(list: string): string[] {
  return list.startsWith('{')
    ? list
        .slice(1, -1)
        .split(',')
        .map((item) => item.trim())
    : [list];
}
