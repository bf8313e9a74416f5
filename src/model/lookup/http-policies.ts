import type {
  AuthorizationPolicy,
  DestinationRule,
  FacetName,
  Facets,
  Labels,
  TargetRef,
  Telemetry,
  TrafficPolicy,
} from '../facets.js';
import { httpAttributes } from './http-attributes.js';

/** A policy of which a part is about HTTP, which ztunnel does not read: only a waypoint can enforce that part. */
export interface HttpPolicy {
  kind: string;
  group: string;
  namespace: string;
  name: string;
  selector: Labels;
  targets: readonly TargetRef[];
  source: Facets['services'][number]['source'];
  /** The first field that is about HTTP. */
  field: string;
  what: string;
  action?: AuthorizationPolicy['spec']['action'];
}

type Needs = Partial<
  Pick<
    Facets,
    Extract<FacetName, 'authorizationPolicies' | 'requestAuthentications' | 'telemetries' | 'proxyExtensions'>
  >
>;

export function httpPolicies(facets: Needs): readonly HttpPolicy[] {
  const { authorizationPolicies = [], requestAuthentications = [], telemetries = [], proxyExtensions = [] } = facets;
  return [
    ...authorizationPolicies.flatMap((policy) => {
      const [first] = (policy.spec.ruleList ?? []).flatMap(httpAttributes);
      if (first === undefined) return [];
      return [{ ...common(policy), field: first.field, what: first.name, action: policy.spec.action }];
    }),
    ...requestAuthentications.map((policy) => ({ ...common(policy), field: 'spec.jwtRules', what: 'tokens' })),
    ...telemetries.flatMap((telemetry) => {
      const part = httpPartOf(telemetry);
      return part === undefined ? [] : [{ ...common(telemetry), ...part }];
    }),
    ...proxyExtensions
      .filter(({ kind }) => kind === 'WasmPlugin')
      .map((plugin) => ({ ...common(plugin), field: 'spec.url', what: 'a filter' })),
  ];
}

type Policy = Pick<HttpPolicy, 'kind' | 'group' | 'namespace' | 'name' | 'source'> & {
  spec: { selector: Labels; targets?: readonly TargetRef[] };
};

function common({ kind, group, namespace, name, source, spec: { selector, targets = [] } }: Policy) {
  return { kind, group, namespace, name, source, selector, targets };
}

function httpPartOf({ spec }: Telemetry): Pick<HttpPolicy, 'field' | 'what'> | undefined {
  if (spec.tracing.length > 0) return { field: 'spec.tracing', what: 'tracing' };
  if (spec.accessLogging.length > 0) return { field: 'spec.accessLogging', what: 'access logs' };
  const metrics = spec.metrics.find(({ overrides }) => overrides > 0);
  return metrics && { field: `${metrics.field}.overrides`, what: 'metric overrides' };
}

/** The first setting of a DestinationRule that is about HTTP. */
export function httpSettingOf({ spec }: DestinationRule): { field: string; what: string } | undefined {
  for (const [policy, field] of [
    [spec.policy, 'spec.trafficPolicy'] as const,
    ...spec.subsets.map((subset, index) => [subset.policy, `spec.subsets[${index}].trafficPolicy`] as const),
  ]) {
    const setting = policy && httpSetting(policy, field);
    if (setting !== undefined) return setting;
  }
  return undefined;
}

function httpSetting({ loadBalancer, connectionPool, outlierDetection }: TrafficPolicy, field: string) {
  const hash = loadBalancer?.consistentHash ?? '';
  if (hash === 'httpHeaderName' || hash === 'httpCookie') {
    return { field: `${field}.loadBalancer.consistentHash`, what: hash };
  }
  if (connectionPool?.http) return { field: `${field}.connectionPool.http`, what: 'connectionPool.http' };
  return outlierDetection && { field: `${field}.outlierDetection`, what: 'outlierDetection' };
}
