const ipv4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;
const maxAddresses = 6;

/** The first IPv4 addresses of a line of unknown form, in the order in which they stand in it. */
export function addressesIn(line: string): string[] {
  return [...line.matchAll(ipv4)].slice(0, maxAddresses).map(([address]) => address);
}
