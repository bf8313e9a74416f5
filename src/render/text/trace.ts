import type { Path, Stage, Trace } from '../../trace/result.js';
import { painter, width } from './context.js';
import type { TextOptions } from './index.js';
import { wrap } from './wrap.js';

const statusMarks = {
  matched: '✓',
  fails: '✗',
  assumed: '~',
  unknown: '?',
  probabilistic: '%',
} satisfies Record<Stage['status'], string>;

const verdictColors = {
  reaches: 'green',
  'reaches (assumed)': 'green',
  'leaves the mesh': 'green',
  partly: 'yellow',
  unknown: 'yellow',
  fails: 'red',
} as const satisfies Record<Trace['verdict'], string>;

/** One call, stage by stage, for a terminal. */
export function renderTrace(trace: Trace, { color = false, verbose = false }: TextOptions = {}): string {
  const paint = painter(color);
  const { call, verdict, outcome, stages, paths } = trace;
  const caller = call.from === undefined ? 'outside' : `${call.from.namespace}/${call.from.pod}`;
  const shared = paths.length === 0 ? stages.length : stages.length;
  return `${[
    paint('bold', `${caller} → ${call.method} ${call.url}`),
    `${paint(verdictColors[verdict], verdict)}${outcome === undefined ? '' : `: ${outcome.text}`}`,
    '',
    ...stages.flatMap((stage) => stageLines(stage, verbose)),
    ...paths.flatMap((path) => pathLines(path, shared, paint, verbose)),
    ...notes('Not modelled, and able to end the call', trace.opaque),
    ...notes('Not covered', trace.notCovered),
    ...notes(
      'Rests on',
      trace.inputs.map(({ at, updated, synchronised, path }) =>
        [
          `${at}`,
          ...(updated === undefined ? [] : [`updated ${updated}`]),
          ...(synchronised === undefined ? [] : [synchronised]),
          path,
        ].join(', '),
      ),
    ),
  ].join('\n')}\n`;
}

function pathLines(
  { share, verdict, outcome, stages }: Path,
  shared: number,
  paint: ReturnType<typeof painter>,
  verbose: boolean,
): string[] {
  const percent = share >= 0.995 ? '100' : (share * 100).toPrecision(2);
  const seen = outcome === undefined ? '' : `: ${outcome.text}`;
  return [
    '',
    paint('bold', `${percent} % of the calls: ${verdict}${seen}`),
    ...stages.slice(shared).flatMap((stage) => stageLines(stage, verbose)),
  ];
}

function stageLines({ stage, status, at, text, condition, object, evidence = [] }: Stage, verbose: boolean): string[] {
  const where = at === undefined ? '' : ` [${at}]`;
  const named =
    object === undefined
      ? ''
      : ` (${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name})`;
  const head = `${statusMarks[status]} ${stage}${where}: ${text}${named}${condition === undefined ? '' : ` · ${condition}`}`;
  const shown = verbose || status !== 'matched' || condition !== undefined ? evidence.slice(0, verbose ? 5 : 1) : [];
  return [
    ...wrap(head, width),
    ...shown.map(
      ({ path, line, pointer }) =>
        `    ${path}${line === undefined ? '' : `:${line}`}${pointer === undefined ? '' : ` ${pointer}`}`,
    ),
  ];
}

function notes(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${title}:`, ...items.flatMap((item) => wrap(`- ${item}`, width))];
}
