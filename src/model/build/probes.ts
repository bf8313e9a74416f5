import type { ArtifactMap } from '../../parsers/index.js';
import type { CurlResult, DnsResult, Facet, PingResult, Probe } from '../facets.js';
import { absentKinds, type BuildContext, present, type Stored } from './context.js';
import { recordedCommands, type ToolCall, targetOf, toolCall } from './probe-command.js';

type ProbeKind = 'dns-probe' | 'curl-probe' | 'ping-probe';

/** What stands for a target that neither the command line nor the output names. */
const notRecorded = '(not recorded)';

export function buildDnsProbes(context: BuildContext): Facet<readonly Probe[]> {
  return probesOf(context, 'dns-probe', 'recorded DNS lookups', (value, call, exit) => {
    const tool = call?.tool ?? value.tool;
    const status = value.status ?? statusOfSilence(tool, exit);
    const target = call && targetOf(call);
    const asked = target ?? value.name;
    if (tool === undefined || status === undefined) return undefined;
    return {
      tool,
      target: asked ?? notRecorded,
      result: {
        kind: 'dns',
        ...(value.server !== undefined && { server: value.server }),
        status,
        ...(asked !== undefined && { searched: appliesSearchList(tool, value, call?.args ?? [], asked) }),
        addresses: value.addresses,
        ...citation(value),
      } satisfies DnsResult,
    };
  });
}

/** getent ends with 2 and prints nothing when no key was found; `dig +short` ends with 0. */
function statusOfSilence(tool: Probe['tool'] | undefined, exit: number | undefined): string | undefined {
  return (tool === 'getent' && exit === 2) || (tool === 'dig' && exit === 0) ? 'NOT-FOUND' : undefined;
}

function appliesSearchList(
  tool: Probe['tool'],
  { isBusyBox }: ArtifactMap['dns-probe'],
  args: readonly string[],
  name: string,
): boolean {
  if (name.endsWith('.')) return false;
  if (tool === 'dig') return args.includes('+search') || args.includes('+showsearch');
  return !(tool === 'nslookup' && isBusyBox === true && name.includes('.'));
}

export function buildCurlProbes(context: BuildContext): Facet<readonly Probe[]> {
  return probesOf(context, 'curl-probe', 'recorded HTTP requests', (value, call, exit) => {
    const { status, exitCode = exit, fromEnvoy, envoyReason, server } = value;
    const silent = value.outcome === 'response' && status === undefined && exitCode !== undefined && exitCode !== 0;
    return {
      tool: 'curl',
      target: (call && targetOf(call)) ?? value.host ?? notRecorded,
      result: {
        kind: 'curl',
        ...(status !== undefined && { status }),
        ...(exitCode !== undefined && { exitCode }),
        outcome: silent || value.outcome === 'other' ? outcomeOfExit(exitCode) : value.outcome,
        fromEnvoy,
        ...(envoyReason !== undefined && { envoyReason }),
        ...(server !== undefined && { server }),
        ...citation(value),
      } satisfies CurlResult,
    };
  });
}

/** What curl's exit code says when nothing else does (curl manual, EXIT CODES). */
function outcomeOfExit(exit: number | undefined): CurlResult['outcome'] {
  switch (exit) {
    case 6:
      return 'name-not-resolved';
    case 7:
      return 'not-connected';
    case 28:
      return 'timeout';
    case 52:
      return 'empty-reply';
    case 51:
    case 60:
      return 'certificate';
    default:
      return 'other';
  }
}

export function buildPingProbes(context: BuildContext): Facet<readonly Probe[]> {
  return probesOf(context, 'ping-probe', 'recorded pings', (value, call) => ({
    tool: 'ping',
    target: (call && targetOf(call)) ?? value.name ?? notRecorded,
    result: {
      kind: 'ping',
      ...(value.address !== undefined && { address: value.address }),
      sent: value.sent,
      received: value.received,
      outcome: value.outcome,
      ...citation(value),
    } satisfies PingResult,
  }));
}

function citation({ line, excerpt }: { line?: number; excerpt: string }): { line?: number; excerpt: string } {
  return { ...(line !== undefined && { line }), excerpt };
}

type Reading = Pick<Probe, 'tool' | 'target' | 'result'>;

function probesOf<K extends ProbeKind>(
  context: BuildContext,
  kind: K,
  what: string,
  read: (value: ArtifactMap[K], call: ToolCall | undefined, exit: number | undefined) => Reading | undefined,
): Facet<readonly Probe[]> {
  const commands = recordedCommands(context.artifacts);
  const probes = context.artifacts.of(kind).flatMap(({ path, tag, value }: Stored<ArtifactMap[K]>): Probe[] => {
    const { namespace, pod: name } = tag;
    if (namespace === undefined || name === undefined) return [];
    const recorded = commands.get(path);
    const call = toolCall(recorded?.argv ?? value.command ?? []) ?? callNamedBy(path);
    const reading = read(value, call, recorded?.exit);
    if (reading === undefined) return [];
    const pod = { namespace, name };
    return [
      {
        pod,
        workload: context.workloadOf(pod),
        ...reading,
        ...(call?.container !== undefined && { container: call.container }),
        source: { path, ...citation(reading.result) },
      },
    ];
  });
  return probes.length > 0 ? present(probes) : absentKinds(context.artifacts, what, kind);
}

/** The capture script names the file of a probe after the tool: `getent.1.txt`. */
function callNamedBy(path: string): ToolCall | undefined {
  return toolCall([path.slice(path.lastIndexOf('/') + 1).split('.', 1)[0] ?? '']);
}
