import { expect, test } from 'vitest';
import { isAddress, subnetProblem } from '../../../../../src/parsers/kubernetes-objects/validation/values/addresses.js';

test.each(['1.2.3.4', '2001:db8::', '001:db8::', '::ffff:1.2.3.4', 'fe80::1%eth0'])('%s is an address', (text) => {
  expect(isAddress(text)).toBe(true);
});

test.each(['1.2.3', '1.2.3.04', '01.2.3.4', '::ffff:01.2.3.4', '1.2.3.4%eth0', 'fe80::1%', 'shop'])(
  '%s is no address',
  (text) => {
    expect(isAddress(text)).toBe(false);
  },
);

test('a block has a length without a leading zero', () => {
  expect(subnetProblem('10.0.0.0/8')).toBeUndefined();
  expect(subnetProblem('10.0.0.0/0')).toBeUndefined();
  expect(subnetProblem('10.0.0.0/08')).toBe('"10.0.0.0/08" is no CIDR block');
});
