import { describe, expect, test } from 'vitest';
import type { ArtifactKind } from '../../../src/model/build/context.js';
import { targetOf, toolCall, withoutSecrets } from '../../../src/model/build/probe-command.js';
import { buildCurlProbes, buildDnsProbes, buildPingProbes } from '../../../src/model/build/probes.js';
import type { Facet, Probe } from '../../../src/model/facets.js';
import { captureManifest } from '../../../src/parsers/capture-manifest.js';
import { curlProbe } from '../../../src/parsers/curl-probe.js';
import { dnsProbe } from '../../../src/parsers/dns-probe.js';
import { pingProbe } from '../../../src/parsers/ping-probe.js';
import { buildContext, stored } from '../../helpers/build.js';
import { parseText } from '../../helpers/parse.js';

const inPod = { namespace: 'shop', pod: 'cart-6f5b' };

/** The manifest of a capture in which one command wrote one entry. */
function manifest(path: string, argv: readonly string[], exit: number) {
  const run = { schema: 'meshtriage.capture/1', started: '2026-03-04T08:00:00Z', tool: 'capture.sh' };
  const lines = [run, { step: 'probe', path, argv, exit }].map((line) => JSON.stringify(line));
  return stored('bundle/meta/manifest.ndjson', parseText(captureManifest, lines.join('\n')).artifact);
}

function probeIn(facet: Facet<readonly Probe[]>): Probe | undefined {
  return facet.state === 'present' ? facet.value[0] : undefined;
}

function given(kind: ArtifactKind, path: string, value: unknown, argv?: readonly string[], exit = 0) {
  return buildContext({
    artifacts: {
      [kind]: [stored(`bundle/${path}`, value, inPod)],
      ...(argv !== undefined && { 'capture-manifest': [manifest(path, argv, exit)] }),
    },
  });
}

const exec = ['kubectl', 'exec', '-n', 'shop', 'cart-6f5b', '-c', 'istio-proxy', '--'];

describe('lookups', () => {
  test('target and container come from the command in the manifest', () => {
    const value = parseText(
      dnsProbe,
      "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find billing.pay: NXDOMAIN",
    ).artifact;
    const context = given('dns-probe', 'probes/shop/cart-6f5b/nslookup.1.txt', value, [
      ...exec,
      'nslookup',
      'billing.pay',
    ]);
    expect(probeIn(buildDnsProbes(context))).toEqual({
      pod: { namespace: 'shop', name: 'cart-6f5b' },
      workload: 'cart',
      tool: 'nslookup',
      target: 'billing.pay',
      container: 'istio-proxy',
      result: {
        kind: 'dns',
        server: '10.96.0.10',
        status: 'NXDOMAIN',
        searched: true,
        addresses: [],
        line: 4,
        excerpt: "** server can't find billing.pay: NXDOMAIN",
      },
      source: {
        path: 'bundle/probes/shop/cart-6f5b/nslookup.1.txt',
        line: 4,
        excerpt: "** server can't find billing.pay: NXDOMAIN",
      },
    });
  });

  test('tools that ask for the name as it stands', () => {
    const dig = parseText(
      dnsProbe,
      '; <<>> DiG 9.18 <<>> cart\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1',
    ).artifact;
    const search = parseText(
      dnsProbe,
      '; <<>> DiG 9.18 <<>> +search cart\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1',
    ).artifact;
    const busyBox = parseText(
      dnsProbe,
      "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find cart.shop: NXDOMAIN",
    ).artifact;
    const searched = [dig, search, busyBox].map(
      (value) => probeIn(buildDnsProbes(given('dns-probe', 'probes/x.txt', value)))?.result,
    );
    expect(searched).toMatchObject([{ searched: false }, { searched: true }, { searched: false }]);
  });

  test('silence has a meaning only with the exit code', () => {
    const value = parseText(dnsProbe, '').artifact;
    const path = 'probes/shop/cart-6f5b/getent.1.txt';
    const getent = [...exec, 'getent', 'hosts', 'nosuch'];
    expect(probeIn(buildDnsProbes(given('dns-probe', path, value, getent, 2)))).toMatchObject({
      tool: 'getent',
      target: 'nosuch',
      result: { status: 'NOT-FOUND' },
    });
    expect(buildDnsProbes(given('dns-probe', path, value)).state).toBe('absent');
  });
});

describe('requests', () => {
  test('a URL without its user and query', () => {
    const value = parseText(curlProbe, 'no healthy upstream').artifact;
    const argv = [...exec, 'curl', '-s', '-m', '5', '-H', 'Host: cart', 'http://bob:pw@cart.shop:8080/a?token=1'];
    expect(probeIn(buildCurlProbes(given('curl-probe', 'probes/x.txt', value, argv)))).toMatchObject({
      tool: 'curl',
      target: 'http://cart.shop:8080/a',
      result: { outcome: 'response', envoyReason: 'no healthy upstream' },
    });
  });

  test('the exit code speaks where curl was told to be silent', () => {
    const value = parseText(curlProbe, '000 0.000').artifact;
    const argv = [...exec, 'curl', '-s', 'http://cart'];
    const outcomes = [6, 7, 28, 52, 60, 99].map(
      (exit) => probeIn(buildCurlProbes(given('curl-probe', 'probes/x.txt', value, argv, exit)))?.result,
    );
    expect(outcomes).toMatchObject(
      ['name-not-resolved', 'not-connected', 'timeout', 'empty-reply', 'certificate', 'other'].map((outcome) => ({
        outcome,
      })),
    );
  });
});

test('a ping, from the command line that its record begins with', () => {
  const value = parseText(
    pingProbe,
    '$ ping -c 2 worker-2\nPING worker-2 (10.0.0.12): 56 data bytes\n2 packets transmitted, 0 packets received, 100% packet loss',
  ).artifact;
  expect(probeIn(buildPingProbes(given('ping-probe', 'probes/x.txt', value)))).toMatchObject({
    target: 'worker-2',
    result: { address: '10.0.0.12', outcome: 'no-reply', sent: 2 },
  });
});

describe('command lines', () => {
  test.each([
    ['nslookup -type=A cart 10.96.0.10', 'cart'],
    ['dig @10.96.0.10 +short -t A cart.shop', 'cart.shop'],
    ['dig cart A', 'cart'],
    ['getent hosts cart', 'cart'],
    ['curl -so /dev/null -w %{http_code} --max-time 3 http://cart/', 'http://cart/'],
    ['curl cart:8080', 'cart:8080'],
    ['ping -c 2 -W 1 10.0.0.12', '10.0.0.12'],
    ['/bin/ping6 fd00::7', 'fd00::7'],
  ])('%s asks for %s', (command, target) => {
    const call = toolCall(command.split(' '));
    expect(call && targetOf(call)).toBe(target);
  });

  test('no tool that is known', () => {
    expect(toolCall(['kubectl', 'get', 'pods'])).toBeUndefined();
  });

  test('secrets in a URL', () => {
    expect(withoutSecrets('https://cart/#a')).toBe('https://cart/');
    expect(withoutSecrets('bob:pw@cart:80/x')).toBe('cart:80/x');
  });
});
