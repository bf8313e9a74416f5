import { describe, expect, it } from 'vitest';
import type { NetworkPolicy, NetworkRule } from '../../src/model/facets.js';
import { checkNetworkPolicies, networkPlugins, type PolicyQuestion } from '../../src/trace/network-policy.js';
import { container, labelSelector, labels, namespace, networkPolicy, podSpec } from '../helpers/facets/kubernetes.js';

const cart = podSpec();
const caller = podSpec({
  namespace: 'web',
  name: 'front-1',
  workload: 'front',
  labels: labels({ app: 'front' }),
  ips: ['10.244.2.9'],
});
const web = namespace({ name: 'web', labels: labels({ team: 'web', 'kubernetes.io/metadata.name': 'web' }) });

function rule(facts: Partial<NetworkRule> = {}): NetworkRule {
  return { field: 'spec.ingress[0]', ports: [], peers: [], ...facts };
}

type Peer = NetworkRule['peers'][number];
const peer = (facts: Omit<Partial<Peer>, 'except'> & { except?: readonly string[] }): Peer => ({
  except: [],
  ...facts,
});
const inNamespace = (key: string, value: string) => labelSelector({ matchLabels: labels({ [key]: value }) });

function ingressOf(rules: readonly NetworkRule[] | undefined, facts: Partial<PolicyQuestion> = {}, namespaces = [web]) {
  const policy = networkPolicy(rules === undefined ? {} : { ingressRules: rules });
  const question = { from: { pod: caller }, to: { pod: cart }, port: 8080, ...facts };
  return checkNetworkPolicies(question, { networkPolicies: [policy], namespaces }).ingress.allowed;
}

describe('isolation', () => {
  const ask = (networkPolicies: readonly NetworkPolicy[], port = 8080) =>
    checkNetworkPolicies({ from: { pod: caller }, to: { pod: cart }, port }, { networkPolicies, namespaces: [web] });

  it('is none without a policy that selects the pod', () => {
    const other = networkPolicy({ podSelector: inNamespace('app', 'other'), ingressRules: [] });
    expect(ask([other])).toEqual({ egress: { allowed: true, policies: [] }, ingress: { allowed: true, policies: [] } });
  });

  it('denies by default, in each direction', () => {
    expect(ask([networkPolicy({ ingressRules: [] })])).toMatchObject({ blocked: { condition: 'NETPOL_INGRESS' } });
    const egress = networkPolicy({ namespace: 'web', ingress: false, egress: true, egressRules: [] });
    expect(ask([egress])).toMatchObject({ blocked: { condition: 'NETPOL_EGRESS' } });
  });

  it('blocks HBONE where only the port of the application is let through', () => {
    const policy = networkPolicy({ ingressRules: [rule({ ports: [{ protocol: 'TCP', port: 8080 }] })] });
    expect(ask([policy])).not.toHaveProperty('blocked');
    expect(ask([policy], 15008)).toMatchObject({ blocked: { condition: 'NETPOL_BLOCKS_HBONE' } });
  });

  it('adds policies up', () => {
    expect(
      ask([networkPolicy({ ingressRules: [] }), networkPolicy({ name: 'open', ingressRules: [rule()] })]),
    ).toMatchObject({
      ingress: { allowed: true },
    });
  });

  it('is unknown where the rules were not captured, and for pods on the network of their node', () => {
    expect(ingressOf(undefined)).toBe('unknown');
    expect(ingressOf([], { to: { pod: podSpec({ hostNetwork: true }) } })).toBe('unknown');
  });

  it('never keeps a pod from itself', () => {
    expect(ingressOf([], { from: { pod: cart } })).toBe(true);
  });
});

describe('ports', () => {
  it.each([
    ['by number', { protocol: 'TCP', port: 8080 }, true],
    ['another number', { protocol: 'TCP', port: 8081 }, false],
    ['another protocol', { protocol: 'UDP', port: 8080 }, false],
    ['all of the protocol', { protocol: 'TCP' }, true],
    ['a range', { protocol: 'TCP', port: 8000, endPort: 8080 }, true],
    ['a range that ends before', { protocol: 'TCP', port: 8000, endPort: 8079 }, false],
    ['by the name that the destination declares', { protocol: 'TCP', port: 'http' }, true],
    ['by a name that it does not', { protocol: 'TCP', port: 'grpc' }, false],
  ])('%s', (_, port, allowed) => {
    expect(ingressOf([rule({ ports: [port] })])).toBe(allowed);
  });

  it('a name stands for a port of its protocol', () => {
    const ports = [{ name: 'http', port: 8080, protocol: 'UDP' }];
    const to = { pod: podSpec({ containers: [container({ ports })] }) };
    expect(ingressOf([rule({ ports: [{ protocol: 'TCP', port: 'http' }] })], { to })).toBe(false);
  });
});

describe('peers', () => {
  it.each([
    ['pods of the own namespace alone', peer({ podSelector: labelSelector() }), false],
    ['pods of any namespace', peer({ namespaceSelector: labelSelector() }), true],
    ['a namespace by label', peer({ namespaceSelector: inNamespace('team', 'web') }), true],
    ['another namespace', peer({ namespaceSelector: inNamespace('team', 'data') }), false],
    [
      'pods of a namespace',
      peer({ namespaceSelector: labelSelector(), podSelector: inNamespace('app', 'front') }),
      true,
    ],
    [
      'other pods of a namespace',
      peer({ namespaceSelector: labelSelector(), podSelector: inNamespace('app', 'back') }),
      false,
    ],
    ['a range', peer({ cidr: '10.244.0.0/16' }), true],
    ['a range that leaves the pod out', peer({ cidr: '10.244.0.0/16', except: ['10.244.2.0/24'] }), false],
    ['another range', peer({ cidr: '10.0.0.0/16' }), false],
  ])('%s', (_, candidate, allowed) => {
    expect(ingressOf([rule({ peers: [candidate] })])).toBe(allowed);
  });

  it('outside the cluster are ranges only', () => {
    const from = { address: '198.51.100.4' };
    expect(ingressOf([rule({ peers: [peer({ cidr: '198.51.100.0/24' })] })], { from })).toBe(true);
    expect(ingressOf([rule({ peers: [peer({ namespaceSelector: labelSelector() })] })], { from })).toBe(false);
  });

  it('are unknown where the labels of the namespace were not captured', () => {
    const by = (key: string, value: string) => [
      rule({ peers: [peer({ namespaceSelector: inNamespace(key, value) })] }),
    ];
    expect(ingressOf(by('team', 'web'), {}, [])).toBe('unknown');
    expect(ingressOf(by('kubernetes.io/metadata.name', 'web'), {}, [])).toBe(true);
    expect(ingressOf(by('kubernetes.io/metadata.name', 'data'), {}, [])).toBe(false);
    expect(ingressOf([rule({ peers: [peer({ namespaceSelector: labelSelector() })] })], {}, [])).toBe(true);
    // Another rule that lets the call through settles it.
    expect(ingressOf([...by('team', 'web'), rule({ peers: [peer({ cidr: '10.244.0.0/16' })] })], {}, [])).toBe(true);
  });
});

it('names the network plugins', () => {
  const pods = ['calico-node', 'cilium-operator', 'kindnet', 'cart'].map((workload) => ({ workload }));
  expect(networkPlugins(pods)).toEqual([
    { name: 'Calico', enforces: true },
    { name: 'kindnet', enforces: false },
  ]);
});
