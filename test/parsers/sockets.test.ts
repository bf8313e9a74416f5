import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { sockets } from '../../src/parsers/sockets.js';
import { parseText } from '../helpers/parse.js';

function listening(text: string): string[] {
  return parseText(sockets, text).artifact.listening.map(
    ({ protocol, address, port, program }) =>
      `${protocol} ${address} ${port}${program === undefined ? '' : ` ${program}`}`,
  );
}

test('netstat with program names: only what waits for a peer', () => {
  const { artifact } = parseText(
    sockets,
    `
    Active Internet connections (servers and established)
    Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
    tcp        0      0 127.0.0.1:15000         0.0.0.0:*               LISTEN      14/envoy
    tcp        0      0 10.244.1.7:60490        10.244.1.8:8003         ESTABLISHED 14/envoy
    tcp6       0      0 :::8080                 :::*                    LISTEN      -
    udp        0      0 10.96.0.10:53           0.0.0.0:*                           31/coredns
    Active UNIX domain sockets (servers and established)
    Proto RefCnt Flags       Type       State         I-Node   Path
    unix  2      [ ACC ]     STREAM     LISTENING     21245    /etc/istio/proxy/XDS
    `,
  );
  expect(artifact).toEqual({
    total: 4,
    listening: [
      {
        protocol: 'tcp',
        address: '127.0.0.1',
        port: 15000,
        program: 'envoy',
        line: 3,
        excerpt: 'tcp        0      0 127.0.0.1:15000         0.0.0.0:*               LISTEN      14/envoy',
      },
      {
        protocol: 'tcp',
        address: '::',
        port: 8080,
        line: 5,
        excerpt: 'tcp6       0      0 :::8080                 :::*                    LISTEN      -',
      },
      {
        protocol: 'udp',
        address: '10.96.0.10',
        port: 53,
        program: 'coredns',
        line: 6,
        excerpt: 'udp        0      0 10.96.0.10:53           0.0.0.0:*                           31/coredns',
      },
    ],
  });
});

test('ss whose last two headings run together, without a process column', () => {
  expect(
    listening(`
      State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
      LISTEN 0      511          0.0.0.0:8000       0.0.0.0:*
      LISTEN 0      511                *:8001             *:*
      LISTEN 0      511            [::1]:9000          [::]:*
      LISTEN 0      128    127.0.0.53%lo:53         0.0.0.0:*
    `),
  ).toEqual(['tcp 0.0.0.0 8000', 'tcp :: 8001', 'tcp ::1 9000', 'tcp 127.0.0.53 53']);
});

test('ss -tulpn names protocol and process', () => {
  expect(
    listening(`
      Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
      udp   UNCONN 0      0         10.96.0.10:53         0.0.0.0:*    users:(("coredns",pid=7,fd=31))
      tcp   LISTEN 0      511          0.0.0.0:9080       0.0.0.0:*    users:(("node",pid=18713,fd=29))
      tcp   ESTAB  0      0         10.244.1.7:41022   10.244.1.8:80    users:(("node",pid=18713,fd=30))
    `),
  ).toEqual(['udp 10.96.0.10 53 coredns', 'tcp 0.0.0.0 9080 node']);
});

test('/proc/net/tcp and tcp6, one after the other', () => {
  expect(
    listening(`
      sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
       0: 0100007F:3A98 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 82712 1
       1: 0701F40A:EC4A 0801F40A:1F43 01 00000000:00000000 00:00000000 00000000     0        0 82718 2
      sl  local_address                         remote_address                        st tx_queue rx_queue
       0: 00000000000000000000000000000000:1F41 00000000000000000000000000000000:0000 0A 00000000:00000000
       1: 0000000000000000FFFF00000701F40A:1F43 00000000000000000000000000000000:0000 0A 00000000:00000000
       2: 000080FE00000000FF49648464D3FE20:1F44 00000000000000000000000000000000:0000 0A 00000000:00000000
    `),
  ).toEqual(['tcp 127.0.0.1 15000', 'tcp :: 8001', 'tcp 10.244.1.7 8003', 'tcp fe80::8464:49ff:20fe:d364 8004']);
});

test('/proc/net/udp has a column of drops', () => {
  expect(
    listening(`
      sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
      8972: 0A00600A:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 82717 2 0 0
    `),
  ).toEqual(['udp 10.96.0.10 53']);
});

test('a header without a row says that nothing listens; a summary says nothing', () => {
  expect(parseText(sockets, 'Active Internet connections (only servers)').artifact).toEqual({
    listening: [],
    total: 0,
  });
  expect(() => parseText(sockets, 'Total: 19\nTCP:   15 (estab 2, closed 1)')).toThrow(Unusable);
});
