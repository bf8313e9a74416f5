import { expect, test } from 'vitest';
import { pingProbe } from '../../src/parsers/ping-probe.js';
import { parseText } from '../helpers/parse.js';

function read(text: string) {
  return parseText(pingProbe, text).artifact;
}

test('iputils: answered', () => {
  expect(
    read(`
      $ ping -c 2 10.0.0.12
      PING 10.0.0.12 (10.0.0.12) 56(84) bytes of data.
      64 bytes from 10.0.0.12: icmp_seq=1 ttl=64 time=0.176 ms

      --- 10.0.0.12 ping statistics ---
      2 packets transmitted, 2 received, 0% packet loss, time 1006ms
    `),
  ).toEqual({
    command: ['ping', '-c', '2', '10.0.0.12'],
    name: '10.0.0.12',
    address: '10.0.0.12',
    sent: 2,
    received: 2,
    outcome: 'ok',
    line: 6,
    excerpt: '2 packets transmitted, 2 received, 0% packet loss, time 1006ms',
  });
});

test('BusyBox: no reply', () => {
  expect(
    read('PING 10.0.0.12 (10.0.0.12): 56 data bytes\n\n2 packets transmitted, 0 packets received, 100% packet loss'),
  ).toMatchObject({ address: '10.0.0.12', sent: 2, received: 0, outcome: 'no-reply' });
});

test('a router says that the host is unreachable', () => {
  expect(
    read(`
      PING 10.244.1.99 (10.244.1.99) 56(84) bytes of data.
      From 10.244.1.7 icmp_seq=1 Destination Host Unreachable
      2 packets transmitted, 0 received, +1 errors, 100% packet loss, time 1021ms
    `),
  ).toMatchObject({ outcome: 'unreachable', line: 2 });
});

test('failures before anything was sent', () => {
  expect(read('ping: nosuch.default: Name or service not known')).toMatchObject({
    outcome: 'name-not-resolved',
    name: 'nosuch.default',
    sent: 0,
  });
  expect(read("ping: bad address 'nosuch.default'")).toMatchObject({
    outcome: 'name-not-resolved',
    name: 'nosuch.default',
  });
  expect(read('ping: socktype: SOCK_RAW\nping: socket: Operation not permitted')).toMatchObject({
    outcome: 'not-permitted',
  });
});

test('a shell without ping ran nothing', () => {
  expect(() => read('sh: ping: not found')).toThrow('not found');
});
