import { clipExcerpt } from '../../core/evidence.js';
import type { Line } from '../support/lines.js';
import { plainAddress, portNumber, protocolName, type Rule } from './ruleset.js';

/** Words of a command line as a shell reads them: quotes group and vanish. */
export function words(text: string): string[] {
  return (text.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) => (/^["']/.test(word) ? word.slice(1, -1) : word));
}

/** Modules whose only purpose is to make options available that have a field of their own. */
const plainModules = new Set(['tcp', 'udp', 'multiport', 'owner', 'comment']);

interface Option {
  negated: boolean;
  name: string;
  values: string[];
}

/**
 * Reads what stands behind the chain in `-A CHAIN …`, as iptables-save prints it and as people and Istio write it:
 * negation before the option or before the value, the target anywhere among the matches.
 */
export function parseRule(args: readonly string[], line: Line, packets?: number): Rule {
  const rule: Rule = { target: '', destinationPorts: [], line: line.number, excerpt: clipExcerpt(line.text.trim()) };
  const targetOptions: string[] = [];
  const matches: string[] = [];
  let reading: 'matches' | 'target' = 'matches';
  for (const option of options(args)) {
    if (option.name === '--comment' || setField(rule, option)) {
      if (option.name === '-j' || option.name === '-g') reading = 'target';
      continue;
    }
    if (option.name === '-m') {
      reading = 'matches';
      const [module = ''] = option.values;
      if (!plainModules.has(module)) matches.push(module);
    } else if (reading === 'target') targetOptions.push(option.name, ...option.values);
    else
      matches.push(
        [
          ...(matches.length > 0 ? [matches.pop()] : []),
          ...(option.negated ? ['!'] : []),
          option.name,
          ...option.values,
        ].join(' '),
      );
  }
  if (targetOptions.length > 0) rule.targetOptions = targetOptions.join(' ');
  if (matches.length > 0) rule.matches = matches;
  if (packets !== undefined) rule.packets = packets;
  return rule;
}

function* options(args: readonly string[]): Generator<Option> {
  for (let at = 0; at < args.length; ) {
    const negated = args[at] === '!';
    if (negated) at++;
    const name = longNames.get(args[at] ?? '') ?? args[at] ?? '';
    at++;
    const values: string[] = [];
    // iptables before 1.4.3 wrote the exclamation mark in front of the value.
    const negatedValue = args[at] === '!' && at + 1 < args.length && !isOption(args[at + 1] ?? '');
    if (negatedValue) at++;
    while (at < args.length && !isOption(args[at] ?? '')) values.push(args[at++] ?? '');
    yield { negated: negated || negatedValue, name, values };
  }
}

function isOption(word: string): boolean {
  return word === '!' || /^--?[a-z]/i.test(word);
}

const longNames = new Map([
  ['--protocol', '-p'],
  ['--proto', '-p'],
  ['--source', '-s'],
  ['--src', '-s'],
  ['--destination', '-d'],
  ['--dst', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--jump', '-j'],
  ['--goto', '-g'],
  ['--match', '-m'],
  ['--sport', '--sports'],
  ['--source-port', '--sports'],
  ['--source-ports', '--sports'],
  ['--dport', '--dports'],
  ['--destination-port', '--dports'],
  ['--destination-ports', '--dports'],
  ['--to-port', '--to-ports'],
]);

/** Puts an option into the field that the rule has for it; false when it has none. */
function setField(rule: Rule, { name, values, negated }: Option): boolean {
  const [value = ''] = values;
  const sign = negated ? '!' : '';
  switch (name) {
    case '-j':
    case '-g':
      rule.target = value;
      return true;
    case '-p': {
      const protocol = protocolName(value);
      if (protocol !== undefined) rule.protocol = `${sign}${protocol}`;
      return true;
    }
    case '-s':
    case '-d': {
      const address = plainAddress(`${sign}${value}`);
      if (address !== undefined) rule[name === '-s' ? 'source' : 'destination'] = address;
      return true;
    }
    case '-i':
      rule.inInterface = `${sign}${value}`;
      return true;
    case '-o':
      rule.outInterface = `${sign}${value}`;
      return true;
    case '--uid-owner':
    case '--gid-owner': {
      const field = name === '--uid-owner' ? 'uid' : 'gid';
      // A rule for several groups (outboundOwnerGroups) names each; the second and later ones stay among the matches.
      if (rule[field] !== undefined) return false;
      rule[field] = `${sign}${value}`;
      return true;
    }
    case '--sports':
      rule.sourcePorts = ports(value, sign);
      return true;
    case '--dports':
      rule.destinationPorts = ports(value, sign);
      return true;
    case '--to-ports':
    case '--on-port': {
      const port = portNumber(value);
      if (port !== undefined) rule.toPort = port;
      return true;
    }
    default:
      return false;
  }
}

export function ports(list: string, sign: string): string[] {
  return list.split(',').map((port) => `${sign}${port}`);
}
