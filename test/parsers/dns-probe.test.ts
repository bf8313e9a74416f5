import { describe, expect, test } from 'vitest';
import { dnsProbe } from '../../src/parsers/dns-probe.js';
import { parseText } from '../helpers/parse.js';

function read(text: string) {
  return parseText(dnsProbe, text).artifact;
}

describe('nslookup', () => {
  test('BIND: the addresses behind the name, not the server', () => {
    expect(
      read(
        'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tcart.shop.svc.cluster.local\nAddress: 10.96.12.34\n',
      ),
    ).toEqual({
      tool: 'nslookup',
      server: '10.96.0.10',
      status: 'NOERROR',
      name: 'cart.shop.svc.cluster.local',
      addresses: ['10.96.12.34'],
      line: 5,
      excerpt: 'Address: 10.96.12.34',
    });
  });

  test('BIND: no such name; no answer of the server', () => {
    expect(
      read("Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find nosuch.shop: NXDOMAIN\n"),
    ).toMatchObject({
      status: 'NXDOMAIN',
      name: 'nosuch.shop',
      addresses: [],
      line: 4,
    });
    expect(read(';; communications error to 10.96.0.99#53: timed out\n;; no servers could be reached\n')).toMatchObject(
      {
        status: 'TIMEOUT',
        server: '10.96.0.99',
      },
    );
    expect(
      read(';; communications error to 10.96.0.99#53: connection refused\n;; no servers could be reached\n'),
    ).toMatchObject({
      status: 'CONNECTION-REFUSED',
    });
  });

  test('BusyBox names every search domain without an answer, even when one had it', () => {
    expect(
      read(`
        Server:\t\t10.96.0.10
        Address:\t10.96.0.10:53

        Name:\tcart.shop.svc.cluster.local
        Address: 10.96.12.34

        ** server can't find cart.svc.cluster.local: NXDOMAIN

        ** server can't find cart.cluster.local: NXDOMAIN
      `),
    ).toMatchObject({ isBusyBox: true, status: 'NOERROR', addresses: ['10.96.12.34'] });
  });

  test('BusyBox before 1.29 numbers addresses, and complains about a server without a name', () => {
    expect(
      read(`
        nslookup: can't resolve '(null)': Name does not resolve

        Server:    10.96.0.10
        Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local

        Name:      cart
        Address 1: 10.96.12.34 cart.shop.svc.cluster.local
      `),
    ).toMatchObject({ tool: 'nslookup', status: 'NOERROR', name: 'cart', addresses: ['10.96.12.34'] });
    expect(read("Server:    10.96.0.10\nAddress 1: 10.96.0.10\n\nnslookup: can't resolve 'nosuch'")).toMatchObject({
      status: 'NOT-FOUND',
      name: 'nosuch',
    });
  });
});

describe('dig', () => {
  test('its banner holds the command line', () => {
    expect(
      read(`
        ; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> +search cart
        ;; Got answer:
        ;; WARNING: .local is reserved for Multicast DNS
        ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 35898
        ;; QUESTION SECTION:
        ;cart.shop.svc.cluster.local. IN A
        ;; ANSWER SECTION:
        cart.shop.svc.cluster.local. 30 IN A\t10.96.12.34
        ;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)
      `),
    ).toMatchObject({
      tool: 'dig',
      command: ['dig', '+search', 'cart'],
      server: '10.96.0.10',
      status: 'NOERROR',
      name: 'cart.shop.svc.cluster.local',
      addresses: ['10.96.12.34'],
    });
  });

  test.each(['NXDOMAIN', 'SERVFAIL', 'REFUSED'])('status %s', (status) => {
    const header = `;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 1`;
    expect(read(`; <<>> DiG 9.18 <<>> cart\n${header}\n;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)`)).toMatchObject({
      status,
      addresses: [],
      excerpt: header,
    });
  });

  test('+short prints addresses behind aliases', () => {
    expect(read('$ dig +short www.example.com\nwww.example.com.cdn.example.net.\n192.0.2.7\n')).toMatchObject({
      command: ['dig', '+short', 'www.example.com'],
      status: 'NOERROR',
      addresses: ['192.0.2.7'],
    });
  });
});

test('getent hosts', () => {
  expect(read('10.96.0.1       kubernetes.default.svc.cluster.local kubernetes.default')).toMatchObject({
    status: 'NOERROR',
    name: 'kubernetes.default.svc.cluster.local',
    addresses: ['10.96.0.1'],
  });
});

test('silence is not an answer, nor a failure that the output names', () => {
  expect(read('')).toEqual({ addresses: [], excerpt: '' });
});

test('a tool that is not there was never run', () => {
  const missing =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "nslookup": executable file not found in $PATH: unknown';
  expect(() => read(missing)).toThrow('executable file not found');
  expect(() => read('hello')).toThrow('hello');
});
