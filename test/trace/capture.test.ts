import { describe, expect, it } from 'vitest';
import { type CaptureQuestion, capture } from '../../src/trace/capture.js';
import { container, labels, podSpec } from '../helpers/facets/kubernetes.js';
import { mesh } from '../helpers/facets/mesh.js';
import { netfilter } from '../helpers/facets/network.js';

const proxy = container({ name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.27.3', ports: [] });
const init = (args: readonly string[]) => container({ name: 'istio-init', kind: 'init', args });
const withInit = (...args: readonly string[]) => podSpec({ containers: [container(), proxy, init(args)] });

const rules = `*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ISTIO_INBOUND - [0:0]
:ISTIO_IN_REDIRECT - [0:0]
:ISTIO_OUTPUT - [0:0]
:ISTIO_REDIRECT - [0:0]
-A PREROUTING -p tcp -j ISTIO_INBOUND
-A OUTPUT -p tcp -j ISTIO_OUTPUT
-A ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN
-A ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN
-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006
-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN
-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
-A ISTIO_OUTPUT -d 10.96.0.0/16 -p tcp -m multiport --dports 9092,9100:9200 -j RETURN
-A ISTIO_OUTPUT -j ISTIO_REDIRECT
-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001
COMMIT
`;

function ask(facts: Partial<CaptureQuestion> = {}, saved?: string) {
  const question = {
    pod: podSpec(),
    direction: 'outbound' as const,
    destination: { address: '10.96.12.34', port: 80 },
    ...facts,
  };
  return capture(question, { mesh: mesh(), ...(saved !== undefined && { podNetfilter: [netfilter(saved)] }) });
}

const outbound = (port: number, address = '10.96.12.34') => ({ destination: { address, port } });
const inbound = (port: number) => ({ direction: 'inbound' as const, destination: { address: '10.244.1.7', port } });
const sidecar = (port: number) => ({ by: 'sidecar', port, mode: 'REDIRECT' });

describe('what no setting changes', () => {
  it.each([
    ['no-proxy', { pod: podSpec({ containers: [container()] }) }],
    ['no-proxy', { pod: podSpec({ containers: [container(), { ...proxy, kind: 'init' as const }] }) }],
    ['gateway', { pod: podSpec({ containers: [proxy] }) }],
    ['host-network', { pod: podSpec({ hostNetwork: true }) }],
    ['loopback', outbound(80, '127.0.0.1')],
    ['own-address', outbound(8080, '10.244.1.7')],
    ['not-tcp', { protocol: 'udp' as const }],
  ])('%s', (reason, facts) => {
    expect(ask(facts)).toMatchObject({ status: 'matched', captured: { by: 'none', reason } });
  });

  it('leaves ambient pods to ztunnel', () => {
    const pod = podSpec({
      containers: [container()],
      annotations: labels({ 'ambient.istio.io/redirection': 'enabled' }),
    });
    expect(ask({ pod })).toMatchObject({ status: 'matched', captured: { by: 'ambient' } });
  });

  it('takes a native sidecar for a proxy', () => {
    const pod = podSpec({ containers: [container(), { ...proxy, kind: 'sidecar' }] });
    expect(ask({ pod })).toMatchObject({ captured: sidecar(15001) });
  });
});

describe("the proxy's user", () => {
  it('bypasses the capture, with its condition', () => {
    const pod = podSpec({ containers: [container({ runAsUser: 1337 }), proxy] });
    expect(ask({ pod })).toMatchObject({
      captured: { by: 'none', reason: 'proxy-user' },
      conditions: [{ condition: 'APP_RUNS_AS_PROXY_USER' }],
    });
  });

  it('is inherited from the pod', () => {
    expect(ask({ pod: podSpec({ runAsUser: 1337 }) })).toMatchObject({ captured: { reason: 'proxy-user' } });
  });

  it('counts for one of several containers', () => {
    const pod = podSpec({ containers: [container(), container({ name: 'agent', runAsUser: 1337 }), proxy] });
    expect(ask({ pod })).toMatchObject({
      captured: sidecar(15001),
      conditions: [{ condition: 'APP_RUNS_AS_PROXY_USER' }],
    });
    expect(ask({ pod, container: 'agent' })).toMatchObject({ captured: { reason: 'proxy-user' } });
  });

  it('does not matter to callers of the pod', () => {
    const pod = podSpec({ containers: [container({ runAsUser: 1337 }), proxy] });
    expect(ask({ pod, ...inbound(8080) })).toMatchObject({ captured: sidecar(15006), conditions: [] });
  });
});

describe('settings, where no rules were saved', () => {
  const annotated = (name: string, value: string) =>
    podSpec({ annotations: labels({ [`traffic.sidecar.istio.io/${name}`]: value }) });

  it.each([
    ['nothing is said', podSpec(), outbound(80), true],
    ['an excluded port', annotated('excludeOutboundPorts', '9092, 80'), outbound(80), false],
    ['an excluded range', annotated('excludeOutboundIPRanges', '10.96.0.0/16'), outbound(80), false],
    ['a range that is not included', annotated('includeOutboundIPRanges', '10.0.0.0/16'), outbound(80), false],
    ['no range at all', annotated('includeOutboundIPRanges', ''), outbound(80), false],
    ['a port that is included beyond ranges', withInit('-i', '', '-q', '80'), outbound(80), true],
    ['an excluded inbound port', annotated('excludeInboundPorts', '8080'), inbound(8080), false],
    ['an inbound port that is not included', annotated('includeInboundPorts', '9090'), inbound(8080), false],
    ['metrics of the sidecar', podSpec(), inbound(15090), false],
    ['the port of tunnels', podSpec(), inbound(15008), false],
    ['interception mode NONE', withInit('-m', 'NONE'), outbound(80), false],
  ])('%s', (_, pod, facts, captured) => {
    const found = ask({ pod, ...facts });
    expect(found.status === 'matched' && found.captured.by).toBe(captured ? 'sidecar' : 'none');
  });

  it('reads ports from the arguments of istio-init', () => {
    expect(ask({ pod: withInit('-p', '15101', '-z', '15106') })).toMatchObject({ captured: { port: 15101 } });
    expect(ask({ pod: withInit('-p', '15101', '-z', '15106'), ...inbound(8080) })).toMatchObject({
      captured: { port: 15106 },
    });
  });

  it('sends inbound calls of Istio 1.0 to the one port', () => {
    const pod = podSpec({ containers: [container(), { ...proxy, image: 'docker.io/istio/proxyv2:1.0.9' }] });
    expect(ask({ pod, ...inbound(8080) })).toMatchObject({ captured: sidecar(15001) });
  });

  it('keeps the addresses of inbound calls with TPROXY', () => {
    expect(ask({ pod: withInit('-m', 'TPROXY'), ...inbound(8080) })).toMatchObject({ captured: { mode: 'TPROXY' } });
  });
});

describe('saved rules', () => {
  it('redirect, with the rule that does it', () => {
    expect(ask({}, rules)).toMatchObject({
      status: 'matched',
      captured: sidecar(15001),
      conditions: [],
      evidence: [{ excerpt: '-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001' }],
    });
    expect(ask(inbound(8080), rules)).toMatchObject({ captured: sidecar(15006), conditions: [] });
    expect(ask(inbound(15021), rules)).toMatchObject({ captured: { by: 'none' }, conditions: [] });
  });

  it('count more than the settings, and the difference is a condition', () => {
    for (const port of [9092, 9150])
      expect(ask(outbound(port), rules)).toMatchObject({
        captured: { by: 'none', reason: 'excluded' },
        conditions: [{ condition: 'CAPTURE_DRIFT' }],
      });
    const pod = podSpec({ annotations: labels({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '80' }) });
    expect(ask({ pod }, rules)).toMatchObject({
      captured: sidecar(15001),
      conditions: [
        {
          condition: 'CAPTURE_DRIFT',
          detail: 'the rules capture the connection, though excludeOutboundPorts names 80',
        },
      ],
    });
  });

  it('are no rules where every table was listed without them', () => {
    expect(ask({}, '*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j ACCEPT\nCOMMIT\n')).toMatchObject({
      captured: { by: 'none' },
      conditions: [{ condition: 'CAPTURE_DRIFT' }],
    });
  });

  it('are unknown where an unknown match decides', () => {
    const odd = rules.replace(
      '-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
      '-A ISTIO_OUTPUT -m cgroup --cgroup 7 -j ISTIO_REDIRECT',
    );
    expect(ask({}, odd)).toMatchObject({ status: 'unknown' });
  });

  it('are decided where an unknown match makes no difference', () => {
    const odd = rules.replace(
      '-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
      '-A ISTIO_OUTPUT -m cgroup --cgroup 7 -j ISTIO_REDIRECT\n-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
    );
    expect(ask({}, odd)).toMatchObject({ status: 'matched', captured: sidecar(15001) });
  });

  it('do not loop for ever', () => {
    const looping = rules.replace(
      '-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001',
      '-A ISTIO_REDIRECT -j ISTIO_OUTPUT',
    );
    expect(ask({}, looping)).toMatchObject({ status: 'unknown', because: 'the rules lead into a loop' });
  });

  it('hand over in mangle with TPROXY', () => {
    const transparent = `*mangle
:PREROUTING ACCEPT [0:0]
:ISTIO_INBOUND - [0:0]
:ISTIO_TPROXY - [0:0]
:ISTIO_DIVERT - [0:0]
-A PREROUTING -p tcp -j ISTIO_INBOUND
-A ISTIO_INBOUND -p tcp -m mark --mark 0x539 -j RETURN
-A ISTIO_INBOUND -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT
-A ISTIO_INBOUND -p tcp -j ISTIO_TPROXY
-A ISTIO_DIVERT -j MARK --set-xmark 0x539/0xffffffff
-A ISTIO_DIVERT -j ACCEPT
-A ISTIO_TPROXY ! -d 127.0.0.1/32 -p tcp -j TPROXY --on-port 15006 --on-ip 0.0.0.0 --tproxy-mark 0x539/0xffffffff
COMMIT
${rules}`;
    expect(ask(inbound(8080), transparent)).toMatchObject({ captured: { by: 'sidecar', port: 15006, mode: 'TPROXY' } });
  });

  it('of another pod say nothing', () => {
    const other = podSpec({ name: 'other' });
    expect(ask({ pod: other, ...outbound(9092) }, rules)).toMatchObject({ captured: sidecar(15001) });
  });
});
