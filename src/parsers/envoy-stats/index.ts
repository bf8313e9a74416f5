import { Unusable } from '../../core/errors.js';
import { defineWindowParser } from '../parser.js';
import { createLineWindow } from '../support/line-window.js';
import { labelsIn, type Reading, readMetricLine } from '../support/metric-line.js';
import { createGroups, type StatisticGroup } from './groups.js';
import { keptOfProcess, mayBeKept, type Scope, summedName } from './kept.js';
import { splitDotted, splitLabelled } from './names.js';

/** The statistics that are kept, by Envoy's own names with underscores for dots. A statistic that is not there is unknown. */
export interface EnvoyStats {
  /** Of the process as a whole. */
  values: Map<string, Reading>;
  /** Metrics of the agent (`istio_agent_`, without it), which port 15020 appends to those of Envoy, added up over labels. */
  agent: Map<string, Reading>;
  /** TLS handshake failures by counter, added up over listeners and clusters. */
  tlsErrors: Map<string, number>;
  statistics: number;
  /** Sorts of names of which the page has any statistic that could show trouble. */
  scopes: ReadonlySet<Scope>;
  /** Clusters, listeners and prefixes with trouble, at most 500. */
  groups: readonly StatisticGroup[];
  groupsLeftOut: number;
}

/** Counters of `ssl.*` that mean a failed handshake (Envoy, TLS statistics). */
const tlsFailures = [
  'connection_error',
  'fail_verify_no_cert',
  'fail_verify_error',
  'fail_verify_san',
  'fail_verify_cert_hash',
];
const tlsPattern = /(?:^|[._])ssl[._]([a-z_]+)$/;
const agentPrefix = 'istio_agent_';
const mostAgentMetrics = 300;

/** The admin pages /stats and /stats/prometheus, and the merged page of the agent; histograms and texts are passed over. */
export const envoyStats = defineWindowParser<'envoy-stats', EnvoyStats>({
  kind: 'envoy-stats',
  open() {
    const groups = createGroups();
    const values = new Map<string, Reading>();
    const agent = new Map<string, Reading>();
    const tlsErrors = new Map<string, number>();
    let statistics = 0;

    function onLine(text: string, line: number): void {
      const found = readMetricLine(text);
      if (found === undefined) return;
      statistics++;
      const { name, labels, value } = found;
      if (!Number.isFinite(value)) return;
      if (labels !== undefined && name.startsWith(agentPrefix))
        keepOfAgent(name.slice(agentPrefix.length), labels, value, line);
      else if (!mayBeKept(name)) return;
      else if (labels === undefined) keep(name, name.replaceAll('.', '_'), value, line);
      else keep(name, name.replace(/^envoy_/, ''), value, line, labels);
    }

    function keep(name: string, folded: string, value: number, line: number, labels?: string): void {
      if (keptOfProcess.has(folded)) values.set(folded, { value, line });
      countTls(name, value);
      const summed = summedName(folded);
      if (summed !== undefined) add(values, summed, value, line);
      const scoped = labels === undefined ? splitDotted(name) : splitLabelled(folded, labelsIn(labels));
      if (scoped !== undefined) groups.add(scoped, value, line);
    }

    function countTls(name: string, value: number): void {
      const failure = value > 0 && name.includes('ssl') ? tlsPattern.exec(name)?.[1] : undefined;
      if (failure !== undefined && tlsFailures.includes(failure))
        tlsErrors.set(failure, (tlsErrors.get(failure) ?? 0) + value);
    }

    function keepOfAgent(name: string, labels: string, value: number, line: number): void {
      if (name.endsWith('_bucket') || (!agent.has(name) && agent.size >= mostAgentMetrics)) return;
      // Counts every download; the label tells how it ended.
      const isSuccess = name.startsWith('wasm_') && labelsIn(labels).get('result') === 'success';
      add(agent, isSuccess ? `${name}_success` : name, value, line);
    }

    return {
      window: createLineWindow(onLine),
      end() {
        if (statistics === 0) throw new Unusable('no statistics page of Envoy');
        const { groups: troubled, leftOut } = groups.troubled();
        return {
          artifact: {
            values,
            agent,
            tlsErrors,
            statistics,
            scopes: groups.scopes,
            groups: troubled,
            groupsLeftOut: leftOut,
          },
        };
      },
    };
  },
});

function add(readings: Map<string, Reading>, name: string, value: number, line: number): void {
  const before = readings.get(name);
  readings.set(name, before === undefined ? { value, line } : { value: before.value + value, line: before.line });
}
