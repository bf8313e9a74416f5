import type { Probe } from '../facets.js';
import { derivedOnce } from '../lookup/derive.js';
import type { Artifacts } from './context.js';

/** The command that made an entry, as the capture's manifest recorded it. */
export interface RecordedCommand {
  argv: readonly string[];
  exit?: number;
}

const manifestName = 'meta/manifest.ndjson';

/** Commands by the path of the entry that they wrote. */
export const recordedCommands = derivedOnce((artifacts: Artifacts): ReadonlyMap<string, RecordedCommand> => {
  const commands = new Map<string, RecordedCommand>();
  for (const { path, value } of artifacts.of('capture-manifest')) {
    const root = path.slice(0, -manifestName.length);
    for (const { path: entry, argv, exit } of value.steps) {
      if (entry !== undefined) commands.set(root + entry, { argv, ...(exit !== undefined && { exit }) });
    }
  }
  return commands;
});

/** A tool as it was called in a container. */
export interface ToolCall {
  tool: Probe['tool'];
  args: readonly string[];
  container?: string;
}

const tools: readonly string[] = ['nslookup', 'dig', 'getent', 'curl', 'ping'] satisfies Probe['tool'][];

/** Finds the tool's own command line in that of `kubectl exec … -- TOOL …`. */
export function toolCall(argv: readonly string[]): ToolCall | undefined {
  const separator = argv.indexOf('--');
  const inner = separator < 0 ? argv : argv.slice(separator + 1);
  const at = inner.findIndex((word) => tools.includes(nameOf(word)));
  if (at < 0) return undefined;
  const tool = nameOf(inner[at] ?? '').replace('ping6', 'ping') as Probe['tool'];
  const container = separator < 0 ? undefined : containerOf(argv.slice(0, separator));
  return { tool, args: inner.slice(at + 1), ...(container !== undefined && { container }) };
}

function nameOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1).replace('ping6', 'ping');
}

function containerOf(kubectl: readonly string[]): string | undefined {
  const at = kubectl.findIndex((word) => word === '-c' || word === '--container');
  if (at >= 0) return kubectl[at + 1];
  return kubectl.find((word) => word.startsWith('--container='))?.slice('--container='.length);
}

/** Short and long options that take the next word as their value. */
const valued: Readonly<Record<Probe['tool'], RegExp>> = {
  nslookup: /^$/,
  dig: /^-[bcfkpqtxy]$/,
  getent: /^-s$/,
  curl: /^(-[a-zA-Z]{0,8}[AbcCdDeEFHKmoPQrTuUwxXyYz]|--(?!(?:verbose|silent|show-error|insecure|location|include|head|fail|http|tlsv|ipv|compressed|globoff|get|no-)).+)$/,
  ping: /^-[BcFIiLlMmpQsSTtVWw]$/,
};

const dnsTypes = /^(A|AAAA|ANY|CNAME|MX|NS|PTR|SOA|SRV|TXT|IN)$/i;

/** The name, address or URL that a tool was asked for. */
export function targetOf({ tool, args }: ToolCall): string | undefined {
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (valued[tool].test(word)) at++;
    else if (!/^[-+@]/.test(word)) operands.push(word);
  }
  switch (tool) {
    case 'curl': {
      const url = operands.find((word) => word.includes('://')) ?? operands[0];
      return url === undefined ? undefined : withoutSecrets(url);
    }
    case 'getent':
      // The database (`hosts`, `ahosts`) comes first.
      return operands[1];
    case 'ping':
      return operands.at(-1);
    default:
      return operands.find((word) => !dnsTypes.test(word));
  }
}

/** A URL without user, password, query and fragment. */
export function withoutSecrets(url: string): string {
  return (url.split(/[?#]/, 1)[0] ?? '').replace(/^([a-z]{1,10}:\/\/)?[^/@]*@/i, '$1');
}
