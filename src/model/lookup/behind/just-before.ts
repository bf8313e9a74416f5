import type { Facets, PodSpec, ProxyConfig } from '../../facets.js';
import { workloadSubject } from '../pods.js';
import { matchesLabels } from '../selector.js';
import { type Behind, list, saying } from './behind.js';

/** A failure by its first line and the service that was asked. */
interface Burst {
  first?: string;
  destination: { service?: { namespace: string; name: string } };
  log: { pod?: { namespace: string; name: string } };
}

/** How long before the first failure something counts as just before it, in milliseconds. */
const before = 120_000;
/** Clocks of nodes differ a little, and lines are written when a request ends. */
const after = 15_000;
const most = 3;

/**
 * What happened just before requests began to fail: a container of the destination ended, one of its pods came or went, or
 * the proxy that logs took other clusters or routes. Nothing where nothing did.
 */
export function justBefore(
  burst: Burst,
  {
    podSpecs = [],
    serviceSpecs = [],
    proxyConfigs = [],
  }: Partial<Pick<Facets, 'podSpecs' | 'serviceSpecs' | 'proxyConfigs'>>,
): Behind | undefined {
  const { first, destination, log } = burst;
  const start = Date.parse(first ?? '');
  if (Number.isNaN(start)) return undefined;
  const { service: named } = destination;
  const service = serviceSpecs.find((one) => one.namespace === named?.namespace && one.name === named?.name);
  const pods =
    service?.selector === undefined || service.selector.size === 0
      ? []
      : podSpecs.filter(
          (pod) => pod.namespace === service.namespace && matchesLabels(service.selector ?? new Map(), pod.labels),
        );
  const own = proxyConfigs.find(({ pod }) => pod.namespace === log.pod?.namespace && pod.name === log.pod?.name);
  const isClose = (time: string | undefined) => {
    const at = Date.parse(time ?? '');
    return at >= start - before && at <= start + after;
  };
  const happened = [
    ...pods.flatMap((pod) => changesOf(pod, isClose)),
    ...(own === undefined ? [] : pushesTo(own, isClose)),
  ];
  if (happened.length === 0) return undefined;
  const shown = happened.slice(0, most);
  return saying(
    `Just before the first of them, ${list(happened.map(({ text }) => text))}.`,
    shown.map(({ evidence }) => evidence),
  );
}

type IsClose = (time: string | undefined) => boolean;

function changesOf(pod: PodSpec, isClose: IsClose) {
  const { name } = workloadSubject(pod);
  const ends = pod.containers.flatMap((container) => {
    const state = container.lastTermination ?? container.state;
    if (state?.state !== 'terminated' || !isClose(state.finished)) return [];
    return [
      {
        text: `container ${container.name} of ${name} ended (${state.reason ?? 'reason unknown'}) at ${state.finished}`,
        evidence: pod.source,
      },
    ];
  });
  const arrived = isClose(pod.created)
    ? [{ text: `a pod of ${name} was created at ${pod.created}`, evidence: pod.source }]
    : [];
  const left = isClose(pod.deleted)
    ? [{ text: `a pod of ${name} was deleted at ${pod.deleted}`, evidence: pod.source }]
    : [];
  return [...ends, ...arrived, ...left];
}

function pushesTo({ updated, source }: ProxyConfig, isClose: IsClose) {
  const taken = (['clusters', 'routes', 'listeners'] as const).filter((sort) => isClose(updated[sort]));
  const [first] = taken;
  if (first === undefined) return [];
  return [{ text: `the proxy took ${list(taken)} at ${updated[first]}`, evidence: source }];
}
