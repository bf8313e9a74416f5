import { expect, test } from 'vitest';
import { buildControlPlaneMetrics, buildNodeAgentMetrics } from '../../../src/model/build/component-metrics.js';
import type { Facets } from '../../../src/model/facets.js';
import { componentMetrics } from '../../../src/parsers/component-metrics.js';
import type { Tag } from '../../../src/parsers/parser.js';
import { buildContext, stored } from '../../helpers/build.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';
import { parseWindow } from '../../helpers/parse.js';

const ztunnel = podSpec({
  namespace: 'istio-system',
  name: 'ztunnel-x7k2p',
  node: 'worker-1',
  labels: new Map([['app', 'ztunnel']]),
});

function context(text: string, tag: Partial<Tag>, facets: Partial<Facets> = {}) {
  const page = stored('metrics.txt', parseWindow(componentMetrics, text).artifact, tag);
  return buildContext({ artifacts: { 'component-metrics': [page] }, facets });
}

test('of the control plane, since its process started', () => {
  const given = context('pilot_xds 5\nprocess_start_time_seconds 1.7725e+09\n', {
    namespace: 'istio-system',
    pod: 'istiod-0',
  });
  expect(buildControlPlaneMetrics(given)).toMatchObject({
    value: [{ component: 'control-plane', workload: 'istiod', started: '2026-03-03T01:06:40.000Z' }],
  });
  expect(buildNodeAgentMetrics(given)).toMatchObject({ state: 'absent' });
});

test('a page under the name of a node is of the ztunnel there', () => {
  const given = context('workload_manager_pending_proxy_count 0\n', { node: 'worker-1' }, { podSpecs: [ztunnel] });
  expect(buildNodeAgentMetrics(given)).toMatchObject({
    value: [{ component: 'ztunnel', node: 'worker-1', pod: { namespace: 'istio-system', name: 'ztunnel-x7k2p' } }],
  });
});

test('where the list of all pods has no ztunnel and no istio-cni there is nothing to read', () => {
  expect(buildNodeAgentMetrics(buildContext({ lists: ['Pod'], facets: { podSpecs: [podSpec()] } }))).toMatchObject({
    state: 'present',
    value: [],
  });
  expect(buildNodeAgentMetrics(buildContext({ lists: ['Pod'], facets: { podSpecs: [ztunnel] } }))).toEqual({
    state: 'absent',
    because: 'the bundle has no metrics of ztunnel or istio-cni',
  });
});
