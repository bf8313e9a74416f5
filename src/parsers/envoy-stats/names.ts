import { kept, type Scope } from './kept.js';

/** A statistic of one cluster, listener or prefix, with underscores for the dots in its own name. */
export interface ScopedName {
  scope: Scope;
  /** Name of the cluster, listener, prefix or overload action. */
  of: string;
  name: string;
}

/** `circuit_breakers.default.cx_open` has the most parts. */
const mostParts = 3;

/**
 * Splits `cluster.<name>.<statistic>`. Names of clusters have dots too; since Istio 1.24 a semicolon ends them, before that
 * only the known names of statistics tell.
 */
export function splitDotted(dotted: string): ScopedName | undefined {
  const first = dotted.indexOf('.');
  const scope = scopeNamed(dotted.slice(0, first));
  if (scope === undefined) return undefined;
  const rest = dotted.slice(first + 1);
  if (scope === 'overload') return overload(rest.replaceAll('.', '_'));
  const mark = rest.indexOf(';.');
  if (mark >= 0) return known({ scope, of: rest.slice(0, mark), name: rest.slice(mark + 2).replaceAll('.', '_') });
  let dot = rest.lastIndexOf('.');
  for (let parts = 0; dot > 0 && parts < mostParts; parts++) {
    const found = known({ scope, of: rest.slice(0, dot), name: rest.slice(dot + 1).replaceAll('.', '_') });
    if (found !== undefined) return found;
    dot = rest.lastIndexOf('.', dot - 1);
  }
  return undefined;
}

/** Labels that hold the name: Istio's own tags, else those of Envoy. */
const nameLabels = {
  cluster: ['cluster_name', 'envoy_cluster_name'],
  listener: ['listener_address', 'envoy_listener_address'],
  http: ['http_conn_manager_prefix', 'envoy_http_conn_manager_prefix'],
  overload: ['overload_action', 'envoy_overload_action'],
} as const;

/**
 * Reads `cluster_upstream_cx_total` with its labels. What Istio's patterns for tags do not take out of a name stays in it,
 * in front of the statistic (`cluster_example_com_upstream_cx_total`, `http_inbound_0_0_0_0_80_downstream_rq_total`).
 */
export function splitLabelled(folded: string, labels: ReadonlyMap<string, string>): ScopedName | undefined {
  const scope = scopeNamed(folded.slice(0, folded.indexOf('_')));
  // Managers of clusters and listeners have no label.
  if (scope === undefined || folded.startsWith(`${scope}_manager_`)) return undefined;
  const rest = withClass(folded.slice(scope.length + 1), labels);
  if (scope === 'overload') return overload(rest);
  const label = nameLabels[scope].flatMap((name) => labels.get(name) ?? [])[0];
  const of = label?.replace(/;$/, '') ?? '';
  const exact = known({ scope, of, name: rest });
  if (exact !== undefined) return exact;
  for (const name of kept[scope].keys()) {
    if (!rest.endsWith(`_${name}`)) continue;
    const left = rest.slice(0, -name.length).replace(/_{1,2}$/, '');
    return known({ scope, of: of === '' ? left : `${of}.${left}`, name });
  }
  return undefined;
}

/** `downstream_rq{response_code_class="5xx"}` of Istio, `downstream_rq_xx{envoy_response_code_class="5"}` of Envoy. */
function withClass(name: string, labels: ReadonlyMap<string, string>): string {
  const own = labels.get('response_code_class');
  if (own !== undefined && name.endsWith('_rq')) return `${name}_${own}`;
  const digit = labels.get('envoy_response_code_class');
  return digit !== undefined && name.endsWith('_rq_xx') ? `${name.slice(0, -2)}${digit}xx` : name;
}

/** `overload.envoy.overload_actions.shrink_heap.active`. */
function overload(rest: string): ScopedName | undefined {
  for (const name of kept.overload.keys())
    if (rest.endsWith(`_${name}`))
      return {
        scope: 'overload',
        of: rest.slice(0, -name.length - 1).replace(/^envoy_overload_actions_/, ''),
        name,
      };
  return undefined;
}

function scopeNamed(word: string): Scope | undefined {
  return word === 'cluster' || word === 'listener' || word === 'http' || word === 'overload' ? word : undefined;
}

/** Each worker counts the connections of a listener once more. */
function known(found: ScopedName): ScopedName | undefined {
  if (found.of === '' || !kept[found.scope].has(found.name)) return undefined;
  return found.scope === 'listener' && /[._]worker_\d{1,4}$/.test(found.of) ? undefined : found;
}
