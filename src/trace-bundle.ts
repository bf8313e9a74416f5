import type { Bundle } from './bundle/bundle.js';
import { UsageError } from './core/errors.js';
import type { PodSpec } from './model/facets.js';
import { isGatewayProxy } from './model/lookup/gateway-pods.js';
import { isZtunnel } from './model/lookup/ready-proxies.js';
import { type ReadBundleOptions, readBundle } from './read-bundle.js';
import { cleanStrings } from './report/clean.js';
import { type CallOptions, callOf } from './trace/call.js';
import { traceSources } from './trace/from-model.js';
import type { Trace } from './trace/result.js';
import { podName, type TraceSources } from './trace/sources.js';
import { traceCall } from './trace/trace.js';

export interface TraceQuestion extends CallOptions {
  /** `NAMESPACE/WORKLOAD` or `NAMESPACE/POD` that calls; `outside` for a caller behind the load balancer of a gateway. */
  from: string;
  /** `http://HOST[:PORT]/PATH`, also https, grpc, grpcs, tls and tcp. */
  to: string;
  /** Of calls from outside: `NAMESPACE/WORKLOAD`; the only gateway by default. */
  gateway?: string;
}

/**
 * Walks one call through the configuration that the proxies of a bundle held. Throws `UsageError` when the caller or the URL
 * cannot be told, and `BundleError` as `analyze` does.
 */
export async function trace(bundle: Bundle, question: TraceQuestion, options: ReadBundleOptions = {}): Promise<Trace> {
  const { to, gateway, from, ...callOptions } = question;
  const call = callOf(to, callOptions);
  if (call === undefined)
    throw new UsageError(
      `--to ${to} is no URL of a call: write for example http://reviews:9080/api or tcp://mysql.db:3306.`,
    );
  const { model, now } = await readBundle(bundle, { ...options, keepsConfigurations: true });
  const sources = traceSources(model, now);
  const caller = from === 'outside' ? { gateway: gatewayPod(gateway, sources) } : { pod: podOf(from, sources) };
  return cleanStrings(traceCall({ ...call, from: caller }, sources));
}

function podOf(name: string, sources: TraceSources): PodSpec {
  const found = podsNamed(name, sources);
  const [first] = found;
  if (first === undefined)
    throw new UsageError(
      `--from ${name} is no pod and no workload of the bundle: write NAMESPACE/NAME${examples(sources.podSpecs)}.`,
    );
  return found.find((pod) => sources.configurationOf(pod) !== undefined) ?? first;
}

function gatewayPod(name: string | undefined, sources: TraceSources): PodSpec {
  const gateways = sources.podSpecs.filter((pod) => isGatewayProxy(pod) && !isZtunnel(pod));
  const found = name === undefined ? gateways : podsNamed(name, { ...sources, podSpecs: gateways });
  const workloads = new Set(found.map(({ namespace, workload }) => `${namespace}/${workload}`));
  const [first] = found;
  if (first === undefined)
    throw new UsageError(
      `the bundle has no gateway${name === undefined ? '' : ` ${name}`} that a call from outside could come to${examples(gateways)}.`,
    );
  if (workloads.size > 1)
    throw new UsageError(
      `a call from outside could come to several gateways: choose one with --gateway${examples(gateways)}.`,
    );
  return found.find((pod) => sources.configurationOf(pod) !== undefined) ?? first;
}

function podsNamed(name: string, { podSpecs }: Pick<TraceSources, 'podSpecs'>): readonly PodSpec[] {
  return podSpecs.filter((pod) => podName(pod) === name || `${pod.namespace}/${pod.workload}` === name);
}

const named = 3;

function examples(pods: readonly PodSpec[]): string {
  const names = [...new Set(pods.map(({ namespace, workload }) => `${namespace}/${workload}`))].slice(0, named);
  return names.length === 0 ? '' : `, for example ${names.join(' or ')}`;
}
