import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { openBundle } from '../../bundle/open.js';
import { toJson } from '../../render/json.js';
import { renderTrace } from '../../render/text/trace.js';
import type { Trace } from '../../trace/result.js';
import { trace } from '../../trace-bundle.js';
import { exitCode } from '../exit-code.js';
import { addInputOptions, type InputFlags, inputOptions, parseColor } from '../flags.js';
import { writeStdout } from '../output.js';
import { type ColorChoice, useColor } from '../terminal.js';

interface Flags extends InputFlags {
  from: string;
  to: string;
  gateway?: string;
  method?: string;
  header?: readonly { name: string; value: string }[];
  sni?: string;
  alpn?: readonly string[];
  http?: '1.0' | '1.1' | '2';
  serverFirst?: true;
  format?: 'text' | 'json';
  color: ColorChoice;
  verbose?: true;
}

export function addTraceCommand(program: Command): void {
  addInputOptions(program.command('trace'))
    .description('walk one call through the configuration that the proxies held, stage by stage')
    .addArgument(new Argument('<bundle>', 'a .tgz, .tar.gz or .tar file, a directory, or - for standard input'))
    .requiredOption('--from <pod>', 'NAMESPACE/WORKLOAD or NAMESPACE/POD that calls, or outside')
    .requiredOption('--to <url>', 'http, https, grpc, grpcs, tls or tcp, such as http://reviews:9080/api')
    .option('--gateway <workload>', 'NAMESPACE/WORKLOAD of the gateway that a call from outside comes to')
    .option('--method <method>', 'HTTP method (default: GET)')
    .option('--header <header>', 'NAME: VALUE of a request header; repeatable', addHeader)
    .option('--sni <name>', 'server name of the TLS handshake (default: the host of the URL)')
    .option('--alpn <list>', 'protocols that the client offers in the TLS handshake, separated by commas', parseList)
    .addOption(new Option('--http <version>', 'HTTP version of the client (default: 1.1)').choices(['1.0', '1.1', '2']))
    .option('--server-first', 'the server speaks first, as in MySQL or SMTP')
    .addOption(new Option('-f, --format <format>', 'output format (default: text)').choices(['text', 'json']))
    .option('--color <when>', 'auto, always or never', parseColor, 'auto')
    .option('-v, --verbose', 'print the place of every stage in the bundle')
    .action(async (source: string, flags: Flags) => {
      const bundle = await openBundle(source === '-' ? process.stdin : source, inputOptions(flags));
      const found = await trace(bundle, questionOf(flags), inputOptions(flags));
      process.exitCode = exitCodeFor(found);
      if (flags.format === 'json') return writeStdout(`${toJson(found, 2)}\n`);
      const color = useColor(flags.color, process.stdout);
      await writeStdout(renderTrace(found, { color, verbose: flags.verbose ?? false }));
    });
}

const versions = { '1.0': 'http/1.0', '1.1': 'http/1.1', '2': 'h2c' } as const;

function questionOf({ from, to, gateway, method, header, sni, alpn, http, serverFirst }: Flags) {
  return {
    from,
    to,
    ...(gateway !== undefined && { gateway }),
    ...(method !== undefined && { method }),
    ...(header !== undefined && { headers: header }),
    ...(sni !== undefined && { serverName: sni }),
    ...(alpn !== undefined && { alpn }),
    ...(http !== undefined && { version: versions[http] }),
    ...(serverFirst && { isServerFirst: true }),
  };
}

function exitCodeFor({ verdict }: Trace): number {
  if (verdict === 'fails' || verdict === 'partly') return exitCode.findings;
  return verdict === 'unknown' ? exitCode.coverageMissing : exitCode.done;
}

function addHeader(text: string, before: Flags['header'] = []): NonNullable<Flags['header']> {
  const colon = text.indexOf(':');
  if (colon <= 0) throw new InvalidArgumentError('Write NAME: VALUE.');
  return [...before, { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() }];
}

function parseList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
