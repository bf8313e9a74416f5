import { expect, test } from 'vitest';
import {
  buildNodeNetfilter,
  buildNodeRoutes,
  buildPodDns,
  buildPodNetfilter,
  buildPodRoutes,
  buildPodSockets,
} from '../../../src/model/build/pod-network.js';
import { ipRoute } from '../../../src/parsers/ip-route.js';
import { netfilter } from '../../../src/parsers/netfilter/index.js';
import { resolvConf } from '../../../src/parsers/resolv-conf.js';
import { sockets } from '../../../src/parsers/sockets.js';
import { buildContext, stored } from '../../helpers/build.js';
import { parseText } from '../../helpers/parse.js';

const inPod = { namespace: 'shop', pod: 'cart-6f5b' };
const onNode = { node: 'worker-1' };
const cart = { pod: { namespace: 'shop', name: 'cart-6f5b' }, workload: 'cart' };

test('resolv.conf of a pod', () => {
  const value = parseText(resolvConf, 'nameserver 10.96.0.10\nsearch shop.svc.cluster.local').artifact;
  const context = buildContext({ artifacts: { 'resolv-conf': [stored('a/resolv-conf.txt', value, inPod)] } });
  expect(buildPodDns(context)).toEqual({
    state: 'present',
    value: [
      {
        ...cart,
        nameservers: ['10.96.0.10'],
        search: ['shop.svc.cluster.local'],
        ndots: 1,
        source: { path: 'a/resolv-conf.txt' },
      },
    ],
    coverage: { seen: 1 },
  });
});

test('entries of pods and of nodes are told apart by their tag', () => {
  const routes = parseText(ipRoute, 'default via 10.244.1.1 dev eth0').artifact;
  const rules = parseText(netfilter, '*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT').artifact;
  const context = buildContext({
    artifacts: {
      'ip-route': [stored('p/ip-route.txt', routes, inPod), stored('n/ip-route.txt', routes, onNode)],
      netfilter: [stored('p/iptables-save.txt', rules, inPod), stored('n/iptables-save.txt', rules, onNode)],
    },
  });
  expect(buildPodRoutes(context)).toMatchObject({ value: [{ ...cart, source: { path: 'p/ip-route.txt' } }] });
  expect(buildNodeRoutes(context)).toMatchObject({ value: [{ node: 'worker-1', source: { path: 'n/ip-route.txt' } }] });
  expect(buildPodNetfilter(context)).toMatchObject({ value: [{ ...cart, family: 'ipv4', complete: true }] });
  expect(buildNodeNetfilter(context)).toMatchObject({ value: [{ node: 'worker-1', family: 'ipv4' }] });
});

test('policy rules of an entry of their own join the routes of the same pod', () => {
  const routes = parseText(ipRoute, 'default via 10.244.1.1 dev eth0').artifact;
  const rules = parseText(ipRoute, '32765:\tfrom all fwmark 0x539 lookup 133').artifact;
  const context = buildContext({
    artifacts: { 'ip-route': [stored('p/ip-route.txt', routes, inPod), stored('p/ip-rule.txt', rules, inPod)] },
  });
  expect(buildPodRoutes(context)).toMatchObject({
    value: [{ source: { path: 'p/ip-route.txt' }, routes: [{ destination: 'default' }], rules: [{ table: '133' }] }],
    coverage: { seen: 1 },
  });
});

test('a trace of both address families gives one set of rules for each', () => {
  const value = parseText(
    netfilter,
    '+ iptables -t nat -A OUTPUT -j X\n+ ip6tables -A INPUT -j REJECT\nPROXY_UID=1337',
  ).artifact;
  const context = buildContext({ artifacts: { netfilter: [stored('p/iptables-save.txt', value, inPod)] } });
  expect(buildPodNetfilter(context)).toMatchObject({
    value: [
      { family: 'ipv4', settings: { uids: ['1337'] } },
      { family: 'ipv6', settings: { uids: ['1337'] } },
    ],
  });
});

test('sockets of a pod', () => {
  const value = parseText(
    sockets,
    'Active Internet connections (only servers)\ntcp 0 0 0.0.0.0:80 0.0.0.0:* LISTEN',
  ).artifact;
  const context = buildContext({ artifacts: { sockets: [stored('p/sockets.txt', value, inPod)] } });
  expect(buildPodSockets(context)).toMatchObject({
    value: [{ ...cart, listening: [{ address: '0.0.0.0', port: 80 }] }],
  });
});

test('nothing captured, and captured in vain', () => {
  expect(buildPodSockets(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no sockets of pods' });
  const refused = { path: 'p/iptables-save.txt', reason: 'Permission denied (you must be root)' };
  expect(buildPodNetfilter(buildContext({ unusable: { netfilter: [refused] } }))).toEqual({
    state: 'absent',
    because: 'netfilter rules of pods captured but unusable: p/iptables-save.txt: Permission denied (you must be root)',
  });
});
