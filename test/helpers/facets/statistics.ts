import { buildControlPlaneMetrics, buildNodeAgentMetrics } from '../../../src/model/build/component-metrics.js';
import { buildProxyStats } from '../../../src/model/build/proxy-stats.js';
import type { ComponentMetrics, Facet, ProxyStats } from '../../../src/model/facets.js';
import { componentMetrics } from '../../../src/parsers/component-metrics.js';
import { envoyStats } from '../../../src/parsers/envoy-stats/index.js';
import { buildContext, stored } from '../build.js';
import { dedent, parseWindow } from '../parse.js';

/** The statistics of pod shop/cart-6f5b as these pages of it say; the proxy started 100 hours before, unless they tell. */
export function statisticsOf(...pages: readonly string[]): ProxyStats {
  return statisticsOfPod('cart-6f5b', ...pages);
}

/** The same of another pod of namespace shop. */
export function statisticsOfPod(pod: string, ...pages: readonly string[]): ProxyStats {
  const files = pages.map((page, index) => {
    const text = /server[._]uptime/.test(page) ? dedent(page) : `${dedent(page)}\nserver.uptime: 360000\n`;
    return stored(`proxies/shop/${pod}/stats.${index}.txt`, parseWindow(envoyStats, text).artifact, {
      namespace: 'shop',
      pod,
    });
  });
  return firstOf(buildProxyStats(buildContext({ artifacts: { 'envoy-stats': files } })));
}

/** Metrics of pod istio-system/istiod-0, which started 100 hours before the tests' clock. */
export function istiodMetrics(page: string): ComponentMetrics {
  const text = `${dedent(page)}\npilot_info{} 1\nprocess_start_time_seconds 1.77225666e+09\n`;
  const file = stored('istiod/istio-system/istiod-0/metrics.txt', parseWindow(componentMetrics, text).artifact, {
    namespace: 'istio-system',
    pod: 'istiod-0',
  });
  return firstOf(buildControlPlaneMetrics(buildContext({ artifacts: { 'component-metrics': [file] } })));
}

/** Metrics of ztunnel or istio-cni on node worker-1, whose container started 100 hours before the tests' clock. */
export function nodeAgentMetrics(page: string): ComponentMetrics {
  const file = stored('ztunnel/worker-1/metrics.txt', parseWindow(componentMetrics, dedent(page)).artifact, {
    node: 'worker-1',
  });
  const agent = firstOf(buildNodeAgentMetrics(buildContext({ artifacts: { 'component-metrics': [file] } })));
  return { ...agent, started: '2026-02-28T05:31:00Z' };
}

function firstOf<T>(facet: Facet<readonly T[]>): T {
  const [first] = facet.state === 'present' ? facet.value : [];
  if (first === undefined) throw new Error('nothing was built');
  return first;
}
