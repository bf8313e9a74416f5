import type { Evidence } from '../../core/evidence.js';
import type { ProxyStats, Reading, StatisticGroup } from '../facets.js';
import { countersOfAgent, countersOfHttp, countersOfListeners, countersOfProcess } from './proxy-counters.js';
import { amountInWords, type CounterRule, citeStatistic, judge, type Span, spanOf, type Values } from './statistics.js';

type CountedId =
  | (typeof countersOfProcess)[number]['id']
  | (typeof countersOfListeners)[number]['id']
  | (typeof countersOfHttp)[number]['id']
  | (typeof countersOfAgent)[number]['id'];

export type ProxyTroubleId = CountedId | ProxyStateId;
type ProxyStateId =
  | 'notLive'
  | 'neverConfigured'
  | 'workersNotStarted'
  | 'warming'
  | 'pendingRequests'
  | 'overload'
  | 'slowStart';

export interface ProxyTrouble {
  id: ProxyTroubleId;
  proxy: ProxyStats;
  /** Listener, prefix of HTTP, overload action, or the statistic. */
  about: string;
  amount: string;
  evidence: Evidence;
}

/** Counters that nothing can be compared with. */
export interface OpenQuestion {
  id: ProxyTroubleId;
  open: string;
}

/** Trouble in the statistics of one proxy as a whole, of its listeners and of its agent. */
export function proxyTroubles(proxy: ProxyStats, now: Date): (ProxyTrouble | OpenQuestion)[] {
  const { values = new Map(), agent = new Map(), groups = [], earlier } = proxy;
  const span = spanOf(proxy, now);
  return [
    ...counted(proxy, countersOfProcess, values, withBefore(span, earlier?.values), ''),
    ...counted(proxy, countersOfAgent, agent, withBefore(span, earlier?.agent), 'istio_agent_'),
    ...groups.flatMap((group) => {
      const before = earlier?.groups?.find(({ scope, name }) => scope === group.scope && name === group.name);
      return countedOf(proxy, group, withBefore(span, before?.values));
    }),
    ...states(proxy),
  ];
}

function withBefore(span: Span, before: Values | undefined): Span {
  return before === undefined ? span : { ...span, before };
}

function countedOf(proxy: ProxyStats, group: StatisticGroup, span: Span) {
  const rules = group.scope === 'listener' ? countersOfListeners : group.scope === 'http' ? countersOfHttp : undefined;
  return rules === undefined ? [] : counted(proxy, rules, group.values, span, `${group.name} `, group.name);
}

function counted(
  proxy: ProxyStats,
  rules: readonly CounterRule<CountedId>[],
  values: Values,
  span: Span,
  prefix: string,
  about?: string,
): (ProxyTrouble | OpenQuestion)[] {
  return rules.flatMap((rule): (ProxyTrouble | OpenQuestion)[] => {
    const amount = judge(rule, values, span);
    if (amount === undefined) return [];
    if (amount === 'open') {
      const { namespace, name } = proxy.pod;
      return [{ id: rule.id, open: `nothing tells since when ${namespace}/${name} counts ${rule.counters[0]}` }];
    }
    const words = amountInWords(amount);
    return [trouble(proxy, rule.id, about ?? amount.counter, words, amount.line, `${prefix}${amount.counter}`)];
  });
}

function trouble(
  proxy: ProxyStats,
  id: ProxyTroubleId,
  about: string,
  amount: string,
  line: number,
  statistic: string,
): ProxyTrouble {
  const evidence = citeStatistic(proxy.source, line, `${statistic}: ${amount} (pod ${proxy.pod.name})`);
  return { id, proxy, about, amount, evidence };
}

const startSeconds = 60;
const serverStates = ['LIVE', 'DRAINING', 'PRE_INITIALIZING', 'INITIALIZING'];
const slowStartSeconds = 30;

/** What is as it should not be now. A proxy that just started is on its way. */
function states(proxy: ProxyStats): ProxyTrouble[] {
  const { values = new Map<string, Reading>(), agent, groups = [], earlier, uptimeSeconds = 0 } = proxy;
  const found: ProxyTrouble[] = [];
  const add = (id: ProxyStateId, about: string, amount: string, reading: Reading, statistic: string) =>
    found.push(trouble(proxy, id, about, amount, reading.line, statistic));

  const overloads = groups.filter(({ scope }) => scope === 'overload');
  for (const { name, values: own } of overloads) {
    const active = own.get('active');
    if (active?.value === 1) add('overload', name, '1', active, `overload ${name} active`);
  }
  const start = agent?.get('startup_duration_seconds');
  if (start !== undefined && start.value > slowStartSeconds)
    add('slowStart', 'agent', `${Math.round(start.value)} seconds`, start, 'istio_agent_startup_duration_seconds');
  const pending = values.get('control_plane_pending_requests');
  if (pending && pending.value > 0 && (earlier?.values?.get('control_plane_pending_requests')?.value ?? 0) > 0)
    add('pendingRequests', 'control plane', `${pending.value}`, pending, 'control_plane_pending_requests');

  if (uptimeSeconds <= startSeconds) return found;
  const state = values.get('server_state');
  const live = values.get('server_live');
  if (state !== undefined && state.value > 0)
    add('notLive', 'server', serverStates[state.value] ?? `${state.value}`, state, 'server_state');
  else if (live?.value === 0) add('notLive', 'server', 'not live', live, 'server_live');
  const workers = values.get('listener_manager_workers_started');
  if (workers?.value === 0) add('workersNotStarted', 'workers', '0', workers, 'listener_manager_workers_started');
  for (const name of ['cluster_manager_cds_update_success', 'listener_manager_lds_update_success']) {
    const updates = values.get(name);
    if (updates?.value === 0) add('neverConfigured', 'configuration', '0', updates, name);
  }
  for (const name of ['cluster_manager_warming_clusters', 'listener_manager_total_listeners_warming']) {
    const warming = values.get(name);
    if (warming && warming.value > 0 && earlier?.values?.get(name)?.value !== 0)
      add('warming', name, `${warming.value}`, warming, name);
  }
  return found;
}
