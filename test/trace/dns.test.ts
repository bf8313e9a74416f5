import { describe, expect, it } from 'vitest';
import type { MeshFacts } from '../../src/model/facets.js';
import {
  type DnsQuestion,
  type DnsSources,
  isAutoAllocated,
  placeholderAddress,
  resolve,
} from '../../src/trace/dns.js';
import {
  container,
  endpoints,
  labels,
  networkPolicy,
  pod,
  podSpec,
  service,
  serviceEntry,
  serviceSpec,
} from '../helpers/facets/kubernetes.js';
import { mesh } from '../helpers/facets/mesh.js';
import { netfilter, podDns } from '../helpers/facets/network.js';

const reviews = service({ namespace: 'books', name: 'reviews', clusterIPs: ['10.96.1.1'] });
const dnsService = service({
  namespace: 'kube-system',
  name: 'kube-dns',
  clusterIPs: ['10.96.0.10'],
  selector: labels({ 'k8s-app': 'kube-dns' }),
  ports: [{ port: 53, protocol: 'UDP' }],
});

function ask(host: string, facts: Partial<DnsSources> = {}, question: Partial<DnsQuestion> = {}) {
  const sources = { mesh: mesh(), services: [service(), reviews, dnsService], podDns: [podDns()], ...facts };
  return resolve({ pod: podSpec(), host, ...question }, sources);
}

describe('services', () => {
  it.each([
    'cart',
    'cart.shop',
    'cart.shop.svc',
    'cart.shop.svc.cluster.local',
    'CART',
    'cart.shop.svc.cluster.local.',
  ])('%s is found', (host) => {
    expect(ask(host)).toMatchObject({
      status: 'matched',
      by: 'cluster',
      name: 'cart.shop.svc.cluster.local',
      addresses: ['10.96.12.34'],
      service: { namespace: 'shop', name: 'cart' },
    });
  });

  it('names the full name of a service of another namespace', () => {
    expect(ask('reviews')).toMatchObject({
      status: 'fails',
      condition: 'DNS_NXDOMAIN',
      tried: ['reviews.shop.svc.cluster.local', 'reviews.svc.cluster.local', 'reviews.cluster.local', 'reviews'],
      meant: ['reviews.books.svc.cluster.local'],
    });
  });

  it('is unknown where a domain of the node may have the name', () => {
    const search = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'corp.example.com'];
    expect(ask('reviews', { podDns: [podDns({ search })] })).toMatchObject({
      status: 'unknown',
      condition: 'DNS_NXDOMAIN',
    });
  });

  it('is unknown where services of the namespace were not gathered', () => {
    const partial: MeshFacts['partial'] = new Map([['Service', new Set(['shop'])]]);
    expect(ask('reviews.other', { mesh: mesh({ partial }) })).toMatchObject({ status: 'unknown' });
    expect(ask('nothing.shop', { mesh: mesh({ partial }) }).status).toBe('unknown');
    expect(ask('cart', { mesh: mesh({ partial }) })).toMatchObject({ status: 'matched' });
  });

  it('is unknown where the address is masked', () => {
    const masked = service({ clusterIPs: [], addressMasked: true });
    expect(ask('cart', { services: [masked] })).toMatchObject({ status: 'unknown', service: { name: 'cart' } });
  });

  it('looks no literal address up', () => {
    expect(ask('10.96.1.1')).toMatchObject({ status: 'matched', by: 'literal', service: { name: 'reviews' } });
    expect(ask('203.0.113.9')).toMatchObject({ by: 'literal', addresses: ['203.0.113.9'] });
  });

  it('takes the answer of the kubelet’s defaults without a resolv.conf', () => {
    expect(ask('cart', { podDns: [] })).toMatchObject({ status: 'matched', addresses: ['10.96.12.34'] });
    expect(ask('reviews', { podDns: [] })).toMatchObject({ status: 'fails', condition: 'DNS_NXDOMAIN' });
  });
});

describe('headless services', () => {
  const headless = service({ clusterIPs: ['None'] });
  const addresses = [
    { ip: '10.244.1.7', ready: true, pod: 'cart-0' },
    { ip: '10.244.1.8', ready: false, pod: 'cart-1' },
  ];
  const behind = { services: [headless], endpoints: [endpoints({ addresses })] };

  it('give what is ready', () => {
    expect(ask('cart', behind)).toMatchObject({ status: 'matched', addresses: ['10.244.1.7'] });
  });

  it('give all with publishNotReadyAddresses', () => {
    const serviceSpecs = [serviceSpec({ clusterIPs: ['None'], publishNotReadyAddresses: true })];
    expect(ask('cart', { ...behind, serviceSpecs })).toMatchObject({ addresses: ['10.244.1.7', '10.244.1.8'] });
  });

  it('give one member by its name or its address', () => {
    expect(ask('cart-0.cart', behind)).toMatchObject({ addresses: ['10.244.1.7'] });
    expect(ask('10-244-1-7.cart', behind)).toMatchObject({ addresses: ['10.244.1.7'] });
    expect(ask('cart-2.cart', behind)).toMatchObject({ status: 'unknown', condition: 'DNS_NXDOMAIN' });
    expect(ask('cart-2.cart.shop.svc', behind)).toMatchObject({ status: 'fails', condition: 'DNS_NXDOMAIN' });
  });

  it('do not exist without addresses, are unknown without endpoints, and partly known when a table cut them', () => {
    expect(ask('cart', { services: [headless], endpoints: [] })).toMatchObject({ condition: 'DNS_NXDOMAIN' });
    expect(ask('cart', { services: [headless] })).toMatchObject({ status: 'unknown', service: { name: 'cart' } });
    const cut = endpoints({ addresses, truncated: true });
    expect(ask('cart', { services: [headless], endpoints: [cut] })).toMatchObject({ status: 'assumed' });
  });
});

describe('aliases', () => {
  const external = (name: string, externalName: string) =>
    serviceSpec({ name, type: 'ExternalName', clusterIPs: [], externalName });
  const aliased = (...serviceSpecs: readonly ReturnType<typeof external>[]) => ({
    services: [...serviceSpecs, reviews],
    serviceSpecs,
  });

  it('lead on to another service, or outside', () => {
    expect(ask('old', aliased(external('old', 'reviews.books.svc.cluster.local')))).toMatchObject({
      addresses: ['10.96.1.1'],
      aliases: ['reviews.books.svc.cluster.local'],
      service: { name: 'reviews' },
    });
    expect(ask('old', aliased(external('old', 'example.com.')))).toMatchObject({
      status: 'assumed',
      by: 'placeholder',
      aliases: ['example.com'],
    });
  });

  it('may go round in circles', () => {
    const circle = aliased(external('a', 'b.shop.svc.cluster.local'), external('b', 'a.shop.svc.cluster.local'));
    expect(ask('a', circle)).toMatchObject({ status: 'unknown' });
  });
});

describe('names outside', () => {
  it('get a placeholder', () => {
    expect(ask('api.example.com')).toMatchObject({
      status: 'assumed',
      by: 'placeholder',
      name: 'api.example.com',
      addresses: [placeholderAddress],
    });
  });

  it('may be names of services that are not there', () => {
    expect(ask('ratings.books')).toMatchObject({ status: 'unknown', condition: 'DNS_NXDOMAIN' });
    expect(ask('ratings.books.svc')).toMatchObject({ status: 'fails', condition: 'DNS_NXDOMAIN' });
  });

  it('hide services from musl where ndots is low', () => {
    expect(ask('reviews.books', { podDns: [podDns({ ndots: 1 })] })).toMatchObject({
      status: 'assumed',
      addresses: ['10.96.1.1'],
      assumed: ['no server outside knows reviews.books', 'the C library of the application is not musl'],
    });
    expect(ask('reviews', { podDns: [podDns({ ndots: 1, search: ['books.svc.cluster.local'] })] })).toMatchObject({
      status: 'matched',
      assumed: [],
    });
  });
});

describe('servers', () => {
  it('that are not the DNS service know no service', () => {
    const dns = podDns({ nameservers: ['8.8.8.8'] });
    expect(ask('cart', { podDns: [dns] })).toMatchObject({ status: 'fails', condition: 'DNS_SERVER_DOWN' });
    expect(ask('api.example.com', { podDns: [dns] })).toMatchObject({ by: 'placeholder' });
    expect(ask('cart', { podDns: [podDns({ nameservers: ['169.254.20.10'] })] })).toMatchObject({ status: 'matched' });
  });

  it('are down when no pod is ready', () => {
    const row = pod({
      namespace: 'kube-system',
      name: 'coredns-1',
      workload: 'coredns',
      ready: { ready: 0, total: 1 },
    });
    for (const host of ['cart', 'api.example.com'])
      expect(ask(host, { pods: [row] })).toMatchObject({ status: 'fails', condition: 'DNS_SERVER_DOWN' });
    expect(ask('cart', { pods: [row, { ...row, ready: { ready: 1, total: 1 } }] })).toMatchObject({
      status: 'matched',
    });
  });

  it("of the node know no service (dnsPolicy Default, or the node's network)", () => {
    const facts = { podDns: [] };
    for (const spec of [podSpec({ dnsPolicy: 'Default' }), podSpec({ hostNetwork: true })])
      expect(ask('reviews.books', facts, { pod: spec })).toMatchObject({
        status: 'fails',
        condition: 'DNS_POLICY',
        meant: ['reviews.books.svc.cluster.local'],
      });
    expect(ask('cart.shop.svc.cluster.local', facts, { pod: podSpec({ dnsPolicy: 'Default' }) })).toMatchObject({
      condition: 'DNS_POLICY',
    });
    expect(ask('api.example.com', facts, { pod: podSpec({ dnsPolicy: 'Default' }) })).toMatchObject({
      by: 'placeholder',
    });
    const hostNet = podSpec({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    expect(ask('cart', facts, { pod: hostNet })).toMatchObject({ status: 'matched' });
  });

  it('may be cut off by a policy, if it is enforced', () => {
    const coredns = podSpec({
      namespace: 'kube-system',
      name: 'coredns-1',
      workload: 'coredns',
      ips: ['10.244.0.3'],
      containers: [container({ ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] })],
    });
    const rule = (number: number) => ({
      field: 'spec.egress[0]',
      ports: [{ protocol: 'UDP', port: number }],
      peers: [],
    });
    const policy = (number: number) => networkPolicy({ ingress: false, egress: true, egressRules: [rule(number)] });
    const facts = (number: number) => ({ podSpecs: [coredns], networkPolicies: [policy(number)] });
    expect(ask('cart', facts(5300))).toMatchObject({
      status: 'matched',
      blockedIfEnforced: { condition: 'DNS_NETWORKPOLICY' },
    });
    expect(ask('cart', facts(53))).not.toHaveProperty('blockedIfEnforced');
  });
});

describe('the proxy answers', () => {
  const entry = (spec: Parameters<typeof serviceEntry>[0]) => ({ serviceEntries: [serviceEntry(spec)] });
  const metadata = { DNS_CAPTURE: 'true', DNS_AUTO_ALLOCATE: 'true' };
  const host = 'api.payments.example.com';

  it('with the addresses of a ServiceEntry', () => {
    const facts = entry({ spec: { addresses: ['10.0.0.0/8', '10.1.2.3'] } });
    expect(ask(host, facts, { metadata })).toMatchObject({
      status: 'matched',
      by: 'proxy',
      addresses: ['10.1.2.3'],
      serviceEntry: { namespace: 'shop', name: 'payments' },
    });
    expect(ask(host, facts)).toMatchObject({ by: 'placeholder' });
  });

  it('with the address that istiod wrote into the status, or one that was not captured', () => {
    expect(ask(host, entry({ spec: { allocated: ['240.240.0.1'] } }), { metadata })).toMatchObject({
      addresses: ['240.240.0.1'],
    });
    expect(ask(host, entry({}), { metadata })).toMatchObject({ status: 'assumed', by: 'proxy', addresses: [] });
    expect(ask(host, entry({}), { metadata: { DNS_CAPTURE: 'true' } })).toMatchObject({ by: 'placeholder' });
  });

  it('not for entries that are not exported to the namespace', () => {
    const facts = entry({ namespace: 'other', spec: { addresses: ['10.1.2.3'], exportTo: ['.'] } });
    expect(ask(host, facts, { metadata })).toMatchObject({ by: 'placeholder' });
  });

  it('when its container says so, unless the saved rules do not redirect DNS', () => {
    const proxy = container({ name: 'istio-proxy', env: labels({ ISTIO_META_DNS_CAPTURE: 'true' }) });
    const question = { pod: podSpec({ containers: [container(), proxy] }) };
    expect(ask('cart', {}, question)).toMatchObject({ by: 'proxy' });
    const saved = netfilter(
      '*nat\n:OUTPUT ACCEPT [0:0]\n:ISTIO_OUTPUT - [0:0]\n-A OUTPUT -p tcp -j ISTIO_OUTPUT\nCOMMIT\n',
    );
    expect(ask('cart', { podNetfilter: [saved] }, question)).toMatchObject({ by: 'cluster' });
  });

  it('whatever server stands behind it', () => {
    const dns = podDns({ nameservers: ['8.8.8.8'] });
    expect(ask('cart', { podDns: [dns] }, { metadata })).toMatchObject({ status: 'matched', by: 'proxy' });
  });
});

it('knows the ranges of automatic addresses', () => {
  expect(['240.240.3.4', '2001:2::7', '240.241.0.1', 'cart'].map(isAutoAllocated)).toEqual([true, true, false, false]);
});
