import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { selectEndpoints } from '../../../src/envoy/cluster/select-endpoints.js';
import { chooseSocket } from '../../../src/envoy/cluster/transport-socket.js';
import type { Message } from '../../../src/envoy/message.js';

interface EndpointCase {
  name: string;
  cluster: Message;
  endpoints: readonly Message[] | null;
  original_dst?: string | null;
  expect: Record<string, unknown>;
}

interface SocketCase {
  name: string;
  cluster: Message;
  endpoint: Message;
  expect: { socket: string };
}

function casesOf<Case>(file: string): readonly Case[] {
  const url = new URL(`../../../fixtures/envoy-routing/cluster/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')).cases;
}

describe('endpoint selection', () => {
  it.each(casesOf<EndpointCase>('endpoint-selection.json'))('$name', (given) => {
    const { cluster, endpoints, original_dst: restored, expect: expected } = given;
    const found = selectEndpoints({
      cluster,
      assignment: endpoints === null ? null : { endpoints },
      original: typeof restored === 'string' ? { restored } : {},
    });
    const answered: Record<string, unknown> = {
      ...found,
      ...('httpStatus' in found && { http_status: found.httpStatus }),
      ...('priorities' in found && { priorities: Object.fromEntries(found.priorities) }),
      ...('hosts' in found && { hosts: found.hosts.map(({ address }) => address) }),
      ...('leavesMesh' in found && { verdict: 'leaves the mesh' }),
    };
    expect(answered).toMatchObject(expected);
  });
});

describe('transport socket', () => {
  it.each(casesOf<SocketCase>('transport-socket-match.json'))('$name', ({ cluster, endpoint, expect: expected }) => {
    expect(chooseSocket(cluster, { lbEndpoint: endpoint, group: {} }).name).toBe(expected.socket);
  });
});
