import { expect, test } from 'vitest';
import { isLinkLocal, isLoopback, parseIp, parseRange, rangeContains, sameAddress } from '../../src/core/ip.js';

function inRange(range: string, address: string): boolean | undefined {
  const [left, right] = [parseRange(range), parseIp(address)];
  return left && right && rangeContains(left, right);
}

test('addresses of both families, however they are written', () => {
  expect(parseIp('10.244.1.7')).toEqual({ family: 'ipv4', bits: 0x0af40107n });
  expect(parseIp('fd00::1')).toEqual({ family: 'ipv6', bits: 0xfd000000000000000000000000000001n });
  expect(sameAddress('fd00:0:0::1', 'fd00::1')).toBe(true);
  expect(sameAddress('::ffff:10.0.0.1', '::ffff:a00:1')).toBe(true);
  expect(sameAddress('fe80::1%eth0', 'fe80::1')).toBe(true);
});

test('what is no address is undefined, and never the same as anything', () => {
  for (const text of ['', '10.244.1', '10.244.1.256', '1::2::3', 'fd00::g', 'cart', '1:2:3:4:5:6:7', '1.2.3.4.5'])
    expect(parseIp(text)).toBeUndefined();
  expect(parseRange('10.0.0.0/33')).toBeUndefined();
  expect(sameAddress('cart', 'cart')).toBe(false);
});

test('a range contains the addresses under its prefix, of its own family', () => {
  expect(inRange('10.96.0.0/12', '10.111.255.255')).toBe(true);
  expect(inRange('10.96.0.0/12', '10.112.0.0')).toBe(false);
  expect(inRange('10.244.1.7', '10.244.1.7')).toBe(true);
  expect(inRange('0.0.0.0/0', 'fd00::1')).toBe(false);
  expect(inRange('fd00:10::/32', 'fd00:10:ffff::1')).toBe(true);
});

test('loopback and link-local', () => {
  const address = (text: string) => parseIp(text) ?? { family: 'ipv4' as const, bits: 0n };
  expect(['127.0.0.53', '::1', '10.0.0.1'].map((text) => isLoopback(address(text)))).toEqual([true, true, false]);
  expect(['169.254.20.10', 'fe80::1', '10.0.0.1'].map((text) => isLinkLocal(address(text)))).toEqual([
    true,
    true,
    false,
  ]);
});
