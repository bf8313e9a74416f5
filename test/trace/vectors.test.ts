import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { proxyResources } from '../../src/envoy/proxy-resources.js';
import type { PodSpec, Service } from '../../src/model/facets.js';
import { callOf } from '../../src/trace/call.js';
import type { Path, Stage, Trace } from '../../src/trace/result.js';
import type { TraceSources } from '../../src/trace/sources.js';
import { traceCall } from '../../src/trace/trace.js';
import { container, endpoints, podSpec, service } from '../helpers/facets/kubernetes.js';
import { mesh } from '../helpers/facets/mesh.js';

interface Vectors {
  kubernetes: {
    services: { name: string; namespace: string; clusterIP: string; ports: { port: number; targetPort: number }[] }[];
    pods: { name: string; namespace: string; ip: string; serviceAccount: string; sidecar: boolean; dump?: string }[];
  };
  dumps: Record<string, unknown>;
  cases: {
    name: string;
    from: string;
    url: string;
    method: string;
    headers: Record<string, string>;
    expect: Record<string, string | number | null>;
  }[];
}

const folder = new URL('../../fixtures/envoy-routing/trace/', import.meta.url);

function sourcesOf({ kubernetes, dumps }: Vectors): TraceSources {
  const pods = kubernetes.pods.map((pod): PodSpec => {
    const app = container({ name: 'app', ports: [] });
    return podSpec({
      namespace: pod.namespace,
      name: pod.name,
      workload: pod.name,
      ip: pod.ip,
      ips: [pod.ip],
      serviceAccount: pod.serviceAccount,
      containers: pod.sidecar ? [app, container({ name: 'istio-proxy' })] : [app],
    });
  });
  const dumpOf = new Map(kubernetes.pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod.dump]));
  const services: Service[] = kubernetes.services.map(({ namespace, name, clusterIP, ports }) =>
    service({ namespace, name, clusterIPs: [clusterIP], ports: ports.map((port) => ({ ...port, protocol: 'TCP' })) }),
  );
  // The vectors name no endpoints of services: a pod belongs to the service that its name begins with.
  const withDumps = kubernetes.pods.filter(({ dump, sidecar }) => dump !== undefined || !sidecar);
  return {
    endpoints: kubernetes.services.map(({ namespace, name, ports }) =>
      endpoints({
        namespace,
        service: name,
        addresses: withDumps
          .filter((pod) => pod.namespace === namespace && pod.name.startsWith(name))
          .map(({ ip }) => ({ ip, ready: true })),
        ports: ports.map(({ targetPort }) => ({ port: targetPort, protocol: 'TCP' })),
      }),
    ),
    mesh: mesh({ trustDomain: 'cluster.local' }),
    podSpecs: pods,
    services,
    configurationOf({ namespace, name }) {
      const dump = dumpOf.get(`${namespace}/${name}`);
      if (dump === undefined) return undefined;
      return { resources: proxyResources([{ json: dumps[dump] }]), source: { path: `${dump}.json` } };
    },
    ztunnelOn: () => undefined,
  };
}

/** All stages of a trace that went one way. */
function stagesOf({ stages, paths }: Trace): readonly Stage[] {
  const [first] = paths as readonly Path[];
  return first?.stages ?? stages;
}

function chosen(stages: readonly Stage[], what: string): string | undefined {
  return stages.find((stage) => stage.chosen?.[what] !== undefined)?.chosen?.[what];
}

/** What the vectors ask about, read from a trace. */
const answers: Record<string, (trace: Trace, stages: readonly Stage[]) => unknown> = {
  verdict: ({ verdict }) => verdict,
  resolved_ip: (_, stages) => chosen(stages, 'address'),
  listener: (_, stages) => chosen(stages, 'listener'),
  filter_chain: (_, stages) => chosen(stages, 'filter chain'),
  route_config: (_, stages) => chosen(stages, 'routes'),
  virtual_host: (_, stages) => chosen(stages, 'virtual host'),
  route: (_, stages) => chosen(stages, 'route'),
  cluster: (_, stages) => chosen(stages, 'cluster'),
  endpoint: (_, stages) => chosen(stages, 'endpoint'),
  upstream_tls: (_, stages) => chosen(stages, 'socket'),
  inbound_chain_index(_, stages) {
    const inbound = stages.findIndex(({ stage }) => stage === 'inbound');
    const index = chosen(stages.slice(inbound), 'index');
    return index === undefined ? null : Number(index);
  },
  authz(_, stages) {
    const found = stages.filter(({ stage }) => stage === 'authorization').at(-1);
    return found?.status === 'fails' ? 'deny' : 'allow';
  },
  authz_policy: (_, stages) => chosen(stages, 'policy'),
  http_status: ({ outcome }) => outcome?.status,
  flag: ({ outcome }) => outcome?.flag,
  server_flag: ({ outcome }) => outcome?.serverFlag,
  response_code_details: ({ outcome }) => outcome?.details,
  finding(_, stages) {
    const noted = stages.filter(({ condition }) => condition !== undefined);
    return (noted.find(({ status }) => status === 'fails') ?? noted[0])?.condition;
  },
  unknown_stage: (_, stages) => stages.find(({ status }) => status === 'unknown')?.stage,
  reason: (_, stages) => stages.find(({ status }) => status === 'unknown')?.text,
};

describe.each(readdirSync(folder))('trace/%s', (file) => {
  const vectors: Vectors = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const sources = sourcesOf(vectors);
  test.each(vectors.cases)('$name', ({ from, url, method, headers, expect: wanted }) => {
    const pod = sources.podSpecs.find(({ namespace, name }) => `${namespace}/${name}` === from);
    const call = callOf(url, { method, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) });
    if (pod === undefined || call === undefined) throw new Error(`${from} or ${url} cannot be read`);
    const trace = traceCall({ ...call, from: { pod } }, sources);
    const stages = stagesOf(trace);
    const { note: _, ...asked } = wanted;
    const found = Object.fromEntries(Object.keys(asked).map((key) => [key, answers[key]?.(trace, stages)]));
    expect(found).toEqual(asked);
  });
});
