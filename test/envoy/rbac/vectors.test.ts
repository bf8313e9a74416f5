import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { snakeCase } from '../../../src/envoy/message.js';
import { decide } from '../../../src/envoy/rbac/engine.js';
import { certificateNames, noHeaders, type Peer, type RbacRequest } from '../../../src/envoy/rbac/request.js';
import { requestHeaders } from '../../../src/envoy/request-headers.js';

interface Request {
  headers?: Record<string, string> | null;
  destination_port?: number;
  destination_ip?: string;
  source_ip?: string;
  remote_ip?: string;
  sni?: string;
  tls?: boolean;
  uri_sans?: string[];
  dns_sans?: string[];
  subject?: string;
  metadata?: Record<string, unknown>;
  filter_state?: Record<string, string>;
}

interface Case {
  name: string;
  rules?: unknown;
  request?: Request;
  expect: string | { decision: string; policy?: string | null };
}

interface Vectors {
  filter: 'http' | 'network';
  rules?: unknown;
  cases?: Case[];
  variants?: Case[];
  request?: Request;
}

const folder = new URL('../../../fixtures/envoy-routing/rbac/', import.meta.url);

describe.each(readdirSync(folder))('%s', (file) => {
  const vectors: Vectors = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  test.each(vectors.cases ?? vectors.variants ?? [])('$name', (one) => {
    const rules = snakeCase(vectors.variants === undefined ? vectors.rules : one.rules);
    const result = decide(rules, undefined, requestOf(one.request ?? vectors.request ?? {}, vectors.filter));
    const wanted = typeof one.expect === 'string' ? { decision: one.expect } : one.expect;
    expect(result.decision).toBe(wanted.decision);
    if (wanted.policy !== undefined) expect(result.policy ?? null).toBe(wanted.policy);
  });
});

/** Keys that are absent are not known. */
function requestOf(request: Request, filter: Vectors['filter']): RbacRequest {
  const { headers, tls } = request;
  const values = headers && new Map(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ...(values && { headers: requestHeaders(values) }),
    ...((filter === 'network' || headers === null) && { headers: noHeaders }),
    ...(request.destination_ip !== undefined && { destinationIp: request.destination_ip }),
    ...(request.destination_port !== undefined && { destinationPort: request.destination_port }),
    ...(request.source_ip !== undefined && { sourceIp: request.source_ip }),
    ...(request.remote_ip !== undefined && { remoteIp: request.remote_ip }),
    ...(request.sni !== undefined && { serverName: request.sni }),
    ...(tls !== undefined && { peer: peerOf(tls, request) }),
    ...(request.metadata !== undefined && { metadata: request.metadata }),
    ...(request.filter_state !== undefined && { filterState: new Map(Object.entries(request.filter_state)) }),
  };
}

function peerOf(tls: boolean, { uri_sans, dns_sans, subject }: Request): Peer {
  if (!tls) return { transport: 'plaintext' };
  if (uri_sans === undefined && dns_sans === undefined && subject === undefined) return { transport: 'tls' };
  const names = certificateNames({ uriSans: uri_sans ?? [], dnsSans: dns_sans ?? [], subject: subject ?? '' });
  return { transport: 'tls', names };
}
