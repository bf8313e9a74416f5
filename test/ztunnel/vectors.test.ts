import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ZtunnelConfig } from '../../src/parsers/ztunnel/artifact.js';
import { ztunnelConfig } from '../../src/parsers/ztunnel/index.js';
import { decideInbound, isCheckedByZtunnel } from '../../src/ztunnel/inbound.js';
import { identityOf } from '../../src/ztunnel/lookup.js';
import { decideOutbound } from '../../src/ztunnel/outbound.js';
import type { OutboundRoute } from '../../src/ztunnel/outbound-decision.js';
import { parseText } from '../helpers/parse.js';

interface Case {
  name: string;
  source: string;
  destination: string;
  expect: Record<string, string>;
}

const folder = new URL('../../fixtures/envoy-routing/ztunnel/', import.meta.url);

describe.each(readdirSync(folder))('%s', (file) => {
  const { dump, cases }: { dump: unknown; cases: Case[] } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const { artifact } = parseText(ztunnelConfig, JSON.stringify(dump));
  test.each(cases)('$name', ({ source, destination, expect: wanted }) => {
    expect(outcome(artifact, source, destination)).toMatchObject(wanted);
  });
});

function outcome(config: ZtunnelConfig, from: string, to: string): Record<string, string> {
  const source = config.workloads?.find(({ namespace, name }) => `${namespace}/${name}` === from);
  if (source === undefined) throw new Error(`no workload ${from}`);
  const decision = decideOutbound(config, { source, destination: parts(to) });
  if (decision.kind === 'error') return { error: decision.error };
  if (decision.kind === 'unknown') return { error: decision.why };
  if (decision.kind === 'passthrough') {
    return { protocol: 'TCP', next_hop: decision.nextHop, authz: 'not enforced', verdict: 'leaves the mesh' };
  }
  const [route] = decision.routes;
  if (route === undefined || decision.routes.length > 1) throw new Error('not one route');
  const { protocol, nextHop, inner, via } = route;
  const principal = identityOf(source);
  return {
    protocol,
    next_hop: nextHop,
    via,
    ...(inner !== undefined && { inner }),
    ...(via === 'direct' && principal !== undefined && authorization(config, route, principal)),
  };
}

function authorization(config: ZtunnelConfig, { workload, inner }: OutboundRoute, principal: string) {
  if (!isCheckedByZtunnel(workload)) return { authz: 'not enforced' };
  const { port } = parts(inner ?? '');
  const { decision, reason } = decideInbound(config, workload, { principal, destinationPort: port });
  return { authz: decision, reason };
}

function parts(address: string): { ip: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { ip: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
