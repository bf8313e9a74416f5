import { expect, test } from 'vitest';
import { proxyResources } from '../../src/envoy/proxy-resources.js';
import { callOf } from '../../src/trace/call.js';
import type { Trace } from '../../src/trace/result.js';
import type { TraceSources } from '../../src/trace/sources.js';
import { traceCall } from '../../src/trace/trace.js';
import { container, podSpec, service } from '../helpers/facets/kubernetes.js';
import { mesh } from '../helpers/facets/mesh.js';

const reviews = 'outbound|80||reviews.shop.svc.cluster.local';
const caller = podSpec({
  namespace: 'shop',
  name: 'cart-1',
  ip: '10.1.0.1',
  ips: ['10.1.0.1'],
  containers: [container({ name: 'app', ports: [] }), container({ name: 'istio-proxy' })],
});

interface Given {
  /** Addresses of the endpoints of reviews. */
  endpoints: readonly string[];
  httpFilters?: readonly unknown[];
}

/** A sidecar that sends everything on port 80 to reviews. */
function dump({ endpoints, httpFilters = [] }: Given) {
  const manager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    http_filters: [...httpFilters, { name: 'envoy.filters.http.router' }],
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: reviews } }] },
      ],
    },
  };
  const listener = (name: string, port: number, more: object) => ({
    active_state: {
      listener: { name, address: { socket_address: { address: '0.0.0.0', port_value: port } }, ...more },
    },
  });
  const chain = { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] };
  return {
    configs: [
      {
        dynamic_listeners: [
          listener('virtualOutbound', 15001, { use_original_dst: true, filter_chains: [] }),
          listener('0.0.0.0_80', 80, { bind_to_port: false, filter_chains: [chain] }),
        ],
      },
      { dynamic_active_clusters: [{ cluster: { name: reviews, type: 'EDS' } }] },
      {
        dynamic_endpoint_configs: [
          {
            endpoint_config: {
              cluster_name: reviews,
              endpoints: [
                {
                  lb_endpoints: endpoints.map((address) => ({
                    endpoint: { address: { socket_address: { address, port_value: 80 } } },
                  })),
                },
              ],
            },
          },
        ],
      },
    ],
  };
}

function traced(given: Given, pods: TraceSources['podSpecs'] = []): Trace {
  const call = callOf('http://10.96.0.1/');
  if (call === undefined) throw new Error('the URL cannot be read');
  return traceCall(
    { ...call, from: { pod: caller } },
    {
      mesh: mesh(),
      podSpecs: [caller, ...pods],
      services: [
        service({
          namespace: 'shop',
          name: 'reviews',
          clusterIPs: ['10.96.0.1'],
          ports: [{ port: 80, protocol: 'TCP' }],
        }),
      ],
      configurationOf: ({ name }) =>
        name === 'cart-1'
          ? { resources: proxyResources([{ json: dump(given) }]), source: { path: 'dump.json' } }
          : undefined,
      ztunnelOn: () => undefined,
    },
  );
}

function server(ip: string) {
  return podSpec({
    namespace: 'shop',
    name: `reviews-${ip}`,
    ip,
    ips: [ip],
    containers: [container({ name: 'app', ports: [] })],
  });
}

test('a pod without a proxy is reached', () => {
  expect(traced({ endpoints: ['10.1.0.2'] }, [server('10.1.0.2')]).verdict).toBe('reaches');
});

test('an endpoint of a service that is no pod of the bundle is not known, and does not leave the mesh', () => {
  const { verdict, stages } = traced({ endpoints: ['10.1.0.2'] });
  expect(verdict).toBe('unknown');
  expect(stages.at(-1)?.text).toBe('no pod of the bundle has the address 10.1.0.2:80');
});

test('a part of the calls gets an injected error', () => {
  const fault = (abort: object) => ({
    name: 'envoy.filters.http.fault',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault', ...abort },
  });
  const half = { percentage: { numerator: 50 } };
  const pods = [server('10.1.0.2')];
  const withFault = (settings: object) =>
    traced({ endpoints: ['10.1.0.2'], httpFilters: [fault(settings)] }, pods).verdict;
  expect(withFault({ abort: { http_status: 500, ...half } })).toBe('partly');
  expect(withFault({ delay: { fixed_delay: '1s', ...half } })).toBe('reaches');
});

test('endpoints beyond those that are walked are named', () => {
  const addresses = Array.from({ length: 30 }, (_, index) => `10.1.0.${index + 2}`);
  const { notCovered } = traced({ endpoints: addresses }, addresses.map(server));
  expect(notCovered).toContain(`6 more endpoints of ${reviews}, which were not walked`);
});
