import { describe, expect, test } from 'vitest';
import { type Arrival, chooseListener } from '../../../src/envoy/listener/choose.js';
import { type ProxyResources, proxyResources } from '../../../src/envoy/proxy-resources.js';

function at(address: string, port: number, more: object = {}): object {
  return { name: `${address}_${port}`, address: { socket_address: { address, port_value: port } }, ...more };
}

function listening(...listeners: object[]): ProxyResources {
  return proxyResources([{ json: listeners, holds: 'listener' }]);
}

function chosen(resources: ProxyResources, arrival: Arrival): string {
  const choice = chooseListener(resources, arrival);
  if (choice.kind === 'listener') return `${choice.listener.name} by ${choice.by}`;
  if (choice.kind === 'capture') return `${choice.listener.name} captures`;
  return choice.kind === 'none' ? choice.why : choice.kind;
}

const virtualOutbound = at('0.0.0.0', 15001, { name: 'virtualOutbound', use_original_dst: true });
const virtualInbound = at('0.0.0.0', 15006, { name: 'virtualInbound' });

describe('captured connections', () => {
  test('use_original_dst may be wrapped, and the spelling is of no matter', () => {
    const resources = listening(
      {
        name: 'virtual',
        address: { socketAddress: { address: '0.0.0.0', portValue: 15001 } },
        useOriginalDst: { value: true },
      },
      {
        name: 'db',
        address: { socketAddress: { address: '10.0.0.5', portValue: 3306 } },
        deprecatedV1: { bindToPort: false },
      },
    );
    expect(chosen(resources, { how: 'outbound', ip: '10.0.0.5', port: 3306 })).toBe('db by address');
  });

  test('additional addresses count', () => {
    const second = { address: { socket_address: { address: '10.0.0.6', port_value: 80 } } };
    const resources = listening(virtualOutbound, at('10.0.0.5', 80, { additional_addresses: [second] }));
    expect(chosen(resources, { how: 'outbound', ip: '10.0.0.6', port: 80 })).toBe('10.0.0.5_80 by address');
  });

  test('IPv6 addresses are found in any spelling', () => {
    const resources = listening(at('::', 15001, { use_original_dst: true }), at('2001:db8::5', 80));
    expect(chosen(resources, { how: 'outbound', ip: '2001:DB8:0:0::5', port: 80 })).toBe('2001:db8::5_80 by address');
  });

  test('an IPv6 wildcard serves IPv4 with ipv4_compat only, and where no IPv4 wildcard is', () => {
    const dual = { address: { socket_address: { address: '::', port_value: 80, ipv4_compat: true } } };
    const call: Arrival = { how: 'outbound', ip: '10.0.0.5', port: 80 };
    expect(chosen(listening(virtualOutbound, at('::', 80)), call)).toBe('virtualOutbound captures');
    expect(chosen(listening(virtualOutbound, at('::', 80, dual)), call)).toBe('::_80 by wildcard');
    expect(chosen(listening(virtualOutbound, at('::', 80, dual), at('0.0.0.0', 80)), call)).toBe(
      '0.0.0.0_80 by wildcard',
    );
  });

  test('UDP listeners take no TCP', () => {
    const udp = { address: { socket_address: { protocol: 'UDP', address: '0.0.0.0', port_value: 443 } } };
    const resources = listening(virtualOutbound, at('0.0.0.0', 443, udp));
    expect(chosen(resources, { how: 'outbound', ip: '10.0.0.5', port: 443 })).toBe('virtualOutbound captures');
  });

  test('other capture ports, when the rules of the pod say so', () => {
    const resources = listening(at('0.0.0.0', 16001, { name: 'mine' }), virtualOutbound);
    expect(chosen(resources, { how: 'outbound', ip: '10.0.0.5', port: 80, capturePort: 16001 })).toBe('mine captures');
  });

  test('without an inbound capture listener nobody answers; virtualOutbound does not stand in', () => {
    expect(chosen(listening(virtualOutbound), { how: 'inbound', ip: '10.1.0.7', port: 80 })).toBe(
      'no capture listener',
    );
  });

  test('interception mode NONE has no capture listener', () => {
    expect(chosen(listening(at('127.0.0.1', 9080)), { how: 'outbound', ip: '10.0.0.5', port: 9080 })).toBe(
      'no capture listener',
    );
  });

  test('a call to the capture port ends at the capture listener', () => {
    expect(chosen(listening(virtualOutbound), { how: 'outbound', ip: '10.1.0.7', port: 15001 })).toBe(
      'virtualOutbound captures',
    );
  });
});

describe('direct connections', () => {
  const resources = listening(
    virtualInbound,
    at('0.0.0.0', 80, { bind_to_port: false }),
    at('127.0.0.1', 9080),
    at('0.0.0.0', 15021, { bind_to_port: { value: true } }),
  );

  test('only listeners that bind take them', () => {
    expect(chosen(resources, { how: 'direct', ip: '127.0.0.1', port: 9080 })).toBe('127.0.0.1_9080 by address');
    expect(chosen(resources, { how: 'direct', ip: '10.1.0.7', port: 15021 })).toBe('0.0.0.0_15021 by wildcard');
    expect(chosen(resources, { how: 'direct', ip: '10.1.0.7', port: 9080 })).toBe('no listener');
    expect(chosen(resources, { how: 'direct', ip: '10.1.0.7', port: 80 })).toBe('no listener');
  });

  test('addresses of other hosts do not arrive here', () => {
    const hostAddresses = ['10.1.0.7'];
    expect(chosen(resources, { how: 'direct', ip: '10.9.9.9', port: 15021, hostAddresses })).toBe(
      'address of another host',
    );
    expect(chosen(resources, { how: 'direct', ip: '127.0.0.1', port: 15021, hostAddresses })).toBe(
      '0.0.0.0_15021 by wildcard',
    );
  });
});

test('internal listeners are found by name, others are not', () => {
  const resources = listening({ name: 'main_internal', internal_listener: {} }, virtualInbound);
  expect(chosen(resources, { how: 'internal', listener: 'main_internal' })).toBe('main_internal by name');
  expect(chosen(resources, { how: 'internal', listener: 'virtualInbound' })).toBe('no listener');
});

test('nothing is said without listeners in the dump', () => {
  const resources = proxyResources([{ json: [], holds: 'cluster' }]);
  expect(chosen(resources, { how: 'outbound', ip: '10.0.0.5', port: 80 })).toBe('unknown');
});

test('a listener that warms up takes no traffic, and is named', () => {
  const dump = {
    configs: [
      {
        dynamic_listeners: [
          { active_state: { listener: virtualOutbound } },
          { warming_state: { listener: at('0.0.0.0', 80) } },
          { error_state: { failed_configuration: at('10.0.0.5', 80), details: 'duplicate address' } },
          { warming_state: { listener: at('0.0.0.0', 90) } },
        ],
      },
    ],
  };
  const choice = chooseListener(proxyResources([{ json: dump }]), { how: 'outbound', ip: '10.0.0.5', port: 80 });
  expect(choice).toMatchObject({
    kind: 'capture',
    handsOver: true,
    notServing: [
      { name: '0.0.0.0_80', state: 'warming' },
      { name: '10.0.0.5_80', state: 'refused', refused: { details: 'duplicate address' } },
    ],
  });
});
